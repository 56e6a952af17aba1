package io.twinbox.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What can happen to a relay. Used by one thread. */
final class RelayFaults {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration AWAKE = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private RelayFaults() {}

  /** Kills it, looks what it left, and starts another one. */
  static Blow kill(Service service) throws Exception {
    service.relays().current().kill();
    long struck = System.nanoTime();
    KillEvidence evidence =
        KillEvidence.collect(service.dataSource(), service.name().database(), service.told());
    service.relays().start();
    return new Blow(
        Fault.KILL_RELAY, evidence.text(), evidence.midBatch(), Flow.told(service, struck));
  }

  /** Freezes it until another one has taken over, and lets it wake up then. */
  static Blow pause(Service service) throws Exception {
    RelayNode paused = service.relays().current();
    service.relays().start().awaitReady(START_LIMIT);
    paused.pause();
    long struck = System.nanoTime();
    Duration recovery = Flow.told(service, struck); // the paused one cannot have done that
    paused.resume();
    TimeUnit.MILLISECONDS.sleep(AWAKE.toMillis()); // time enough to do harm, if it could
    boolean ended = paused.stop(STOP_LIMIT);
    String evidence = "another took over, " + (ended ? "it woke and ended" : "it woke and hung");
    return new Blow(Fault.PAUSE_RELAY, evidence, false, recovery);
  }
}
