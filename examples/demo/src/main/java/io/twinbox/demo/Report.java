package io.twinbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a run went. Immutable.
 *
 * @param settings what was asked
 * @param found what the checker found
 * @param played what happened
 * @param took from the first order to the last check
 */
public record Report(DemoSettings settings, Findings found, Played played, Duration took) {
  /** All promises kept, and all promised faults really there. */
  public boolean passed() {
    return shortcomings().isEmpty();
  }

  /** What is wrong, in words; empty if the run passed. */
  public List<String> shortcomings() {
    List<String> wrong = new ArrayList<>(found.shortcomings());
    if (found.payments().messages() < settings.messages()) {
      wrong.add("fewer orders were committed than asked for");
    }
    if (landed(Fault.KILL_RELAY) < settings.faults().mustLand(Fault.KILL_RELAY)) {
      wrong.add("too few kills landed mid-batch");
    }
    if (landed(Fault.KILL_CONSUMER) < settings.faults().mustLand(Fault.KILL_CONSUMER)) {
      wrong.add("too few kills landed in a handler's transaction");
    }
    if (settings.faults().has(Fault.REPLAY_TOPIC) && played.duplicatesRefused() == 0) {
      wrong.add("a topic was replayed, and nothing was refused");
    }
    wrong.addAll(played.troubles());
    return wrong;
  }

  long struck(Fault fault) {
    return played.blows().stream().filter(blow -> blow.fault() == fault).count();
  }

  long landed(Fault fault) {
    return played.blows().stream().filter(blow -> blow.fault() == fault && blow.landed()).count();
  }

  List<Duration> recoveries(Fault fault) {
    return played.blows().stream()
        .filter(blow -> blow.fault() == fault)
        .map(Blow::recovery)
        .toList();
  }
}
