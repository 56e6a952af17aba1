package io.twinbox.relay;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RowKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that outlast their batches: the batch is settled and the entry set aside, but its result
 * is still to come. Until then its lane is not tried, whatever the database says is due: a second
 * attempt beside the first could arrive before it, and what stands behind after both.
 *
 * <p>Used by the engine's thread only. As many as the publisher tries at once, at most.
 */
final class UnderWay {
  /**
   * One attempt.
   *
   * @param no the batch it was made in
   * @param parked the entry as it was tried
   * @param outcomes where its result will be
   * @param index its place there
   * @param since when its batch was sent
   */
  record Attempt(long no, ParkedEntry parked, Outcomes outcomes, int index, long since) {
    Lane lane() {
      return parked.entry().lane();
    }

    /** The result; null while it is still to come. */
    @Nullable PublishResult result() {
      PublishResult result = outcomes.result(index);
      return result instanceof PublishResult.UnderWay ? null : result;
    }
  }

  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<Lane> lanes = new HashSet<>();

  void add(Attempt attempt) {
    attempts.add(attempt);
    lanes.add(attempt.lane());
  }

  boolean none() {
    return attempts.isEmpty();
  }

  /** The lanes in which something is under way. */
  Set<Lane> lanes() {
    return Collections.unmodifiableSet(lanes);
  }

  /** Why the publisher lost its way with one of them; null if it did not. */
  @Nullable Throwable lostCause() {
    for (Attempt attempt : attempts) {
      Throwable lost = attempt.outcomes.lostCause();
      if (lost != null) {
        return lost;
      }
    }
    return null;
  }

  /** Those that are known to have arrived. */
  List<Entry> published() {
    return attempts.stream()
        .filter(attempt -> attempt.result() instanceof PublishResult.Published)
        .map(attempt -> attempt.parked.entry())
        .toList();
  }

  /**
   * Takes out those whose result is there.
   *
   * @return them, as a batch that tried entries again and has ended; null if there are none
   */
  @Nullable Flight answered(boolean rejectStopsLane) {
    List<Attempt> answered = new ArrayList<>();
    for (Iterator<Attempt> it = attempts.iterator(); it.hasNext(); ) {
      Attempt attempt = it.next();
      if (attempt.result() != null) {
        it.remove();
        lanes.remove(attempt.lane());
        answered.add(attempt);
      }
    }
    return answered.isEmpty() ? null : flight(answered, rejectStopsLane);
  }

  private static Flight flight(List<Attempt> answered, boolean rejectStopsLane) {
    Flight flight = new Flight(answered.get(0).no, RowKind.RETRY, answered.get(0).since);
    Outcomes results = new Outcomes(answered.size(), rejectStopsLane, () -> {});
    for (int i = 0; i < answered.size(); i++) {
      flight.sent.add(answered.get(i).parked);
      results.report(i, Objects.requireNonNull(answered.get(i).result()));
    }
    flight.departed(results);
    return flight;
  }
}
