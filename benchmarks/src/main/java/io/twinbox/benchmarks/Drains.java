package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures drains: fill the contender's table, start the contender, wait until everything is
 * visible in Kafka, stop it, check what arrived. Not thread-safe.
 */
final class Drains {
  /** Added to an arm's name for its processor time. */
  static final String CPU = "-cpu";

  private static final long WARM_UP = 0;
  private static final long WARM_UP_MESSAGES = 400_000;

  private final BenchServers servers;
  private final Progress progress;

  Drains(BenchServers servers, Progress progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /**
   * Lets the arms take turns: one round to warm up, then the measured ones, each begun by another
   * arm, so that nobody always follows the same neighbour.
   *
   * @return messages per second by the arms' names, and processor time by their names and {@link
   *     #CPU}
   */
  Rates takeTurns(List<Arm> arms, DrainPlan plan) throws SQLException, IOException {
    for (Arm arm : arms) {
      measure(arm, plan.warmUp(), WARM_UP);
    }
    Rates rates = new Rates();
    List<Arm> order = new ArrayList<>(arms);
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Arm arm : order) {
        Drained drained = measure(arm, plan.messages(), round);
        rates.add(arm.name(), drained.perSecond());
        rates.add(arm.name() + CPU, drained.cpuMicros());
      }
      Collections.rotate(order, 1);
    }
    return rates;
  }

  /** Lets a contender of another kind of benchmark drain enough for its code to be compiled. */
  void warmUp(ContenderProcess contender, String databaseUrl, Workload workload)
      throws SQLException, IOException {
    measure(Arm.of("warm-up", contender, databaseUrl, workload), WARM_UP_MESSAGES, WARM_UP);
  }

  /**
   * One drain.
   *
   * @param round chooses the data; the arms of a round move the same
   */
  Drained measure(Arm arm, long messages, long round) throws SQLException, IOException {
    Drained drained;
    if (arm.snapshot() == Arm.Snapshot.HELD) {
      try (HeldSnapshot snapshot = new HeldSnapshot(arm.databaseUrl())) {
        drained = drain(arm, messages, round);
        snapshot.checkStillHeld();
      }
    } else {
      drained = drain(arm, messages, round);
    }
    if (arm.history() == Arm.History.PURGED) {
      arm.kind().table().clear(arm.databaseUrl());
    }
    return drained;
  }

  private Drained drain(Arm arm, long messages, long round) throws SQLException, IOException {
    String topic = arm.name() + "-" + round;
    servers.createTopic(topic, arm.workload().partitions());
    fill(arm, messages, round, topic);
    servers.checkpoint();
    Drained drained = timed(arm, messages, topic);
    TopicContent.read(servers.bootstrapServers(), topic).check(arm.kind(), messages);
    servers.deleteTopic(topic);
    return drained;
  }

  private void fill(Arm arm, long messages, long round, String topic) throws SQLException {
    try (Progress.Task task = progress.task("fill " + topic, messages)) {
      new LogFill(arm.databaseUrl(), task::step)
          .fill(arm.kind().table(), arm.workload().samples(round), messages, topic);
    }
  }

  private Drained timed(Arm arm, long messages, String topic) throws IOException {
    try (TopicWatch watch = new TopicWatch(servers.bootstrapServers(), topic);
        Progress.Task task = progress.task("drain " + topic, messages)) {
      CpuTimes before = servers.cpu(arm.contender());
      long started = System.nanoTime();
      arm.contender().start();
      long ended =
          watch.awaitCount(
              messages,
              count -> {
                arm.contender().requireAlive();
                task.stepTo(count);
              });
      CpuTimes used = servers.cpu(arm.contender()).minus(before);
      arm.contender().stop();
      double perSecond = messages / ((ended - started) / 1e9);
      say(topic, perSecond, used.describe(messages));
      return new Drained(perSecond, used.microsPer(messages));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + arm.contender().logTail(), e);
    }
  }

  private void say(String topic, double perSecond, String cpu) {
    progress.say(
        String.format(Locale.ROOT, "  %-22s %,9.0f messages/s  %s", topic, perSecond, cpu));
  }
}
