package io.twinbox.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What can happen to a consumer. Used by one thread. */
final class ConsumerFaults {
  /** How long a kill waits for a handler to be at work. */
  private static final Duration WORK_LIMIT = Duration.ofSeconds(10);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private ConsumerFaults() {}

  /** Kills it while a handler is at work, looks what came of that, and starts another one. */
  static Blow kill(Service service) throws Exception {
    List<String> open = awaitWork(service);
    service.consumers().current().kill();
    long struck = System.nanoTime();
    HandlerKillEvidence evidence = HandlerKillEvidence.collect(service.dataSource(), open);
    long before = service.handled();
    service.consumers().start();
    Duration recovery = Flow.handled(service, struck, before);
    return new Blow(Fault.KILL_CONSUMER, evidence.text(), evidence.inTransaction(), recovery);
  }

  private static List<String> awaitWork(Service service) throws SQLException {
    ServiceName name = service.name();
    long deadline = System.nanoTime() + WORK_LIMIT.toNanos();
    List<String> open;
    do { // asked without a pause: the answer has to be fresh
      open =
          HandlerKillEvidence.open(
              service.dataSource(), name.consumerSessions(), name.handledTable());
    } while (open.isEmpty() && System.nanoTime() - deadline < 0);
    return open;
  }

  /** Stops it, sets its offsets back to the first records, and starts another one. */
  static Blow replay(Service service, Stage stage) throws Exception {
    ConsumerNode node = service.consumers().current();
    if (!node.stop(STOP_LIMIT)) {
      node.kill();
    }
    long struck = System.nanoTime();
    long before = service.handled();
    long again;
    try (Group group = new Group(stage, service.name())) {
      again = group.rewind();
    }
    service.consumers().start();
    Duration recovery = Flow.handled(service, struck, before);
    String evidence = String.format(Locale.ROOT, "%,d records once more", again);
    return new Blow(Fault.REPLAY_TOPIC, evidence, false, recovery);
  }
}
