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
  private static final long WARM_UP = 0;

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
   * @return messages per second, by the arms' names
   */
  Rates takeTurns(List<Arm> arms, DrainPlan plan) throws SQLException, IOException {
    for (Arm arm : arms) {
      measure(arm, plan.warmUp(), WARM_UP);
    }
    Rates rates = new Rates();
    List<Arm> order = new ArrayList<>(arms);
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Arm arm : order) {
        rates.add(arm.name(), measure(arm, plan.messages(), round));
      }
      Collections.rotate(order, 1);
    }
    return rates;
  }

  /**
   * One drain.
   *
   * @param round chooses the data; the arms of a round move the same
   * @return messages per second, from the start of the contender until the last one is visible
   */
  double measure(Arm arm, long messages, long round) throws SQLException, IOException {
    double perSecond;
    if (arm.snapshot() == Arm.Snapshot.HELD) {
      try (HeldSnapshot snapshot = new HeldSnapshot(arm.databaseUrl())) {
        perSecond = drain(arm, messages, round);
        snapshot.checkStillHeld();
      }
    } else {
      perSecond = drain(arm, messages, round);
    }
    if (arm.history() == Arm.History.PURGED) {
      arm.kind().table().clear(arm.databaseUrl());
    }
    progress.say(
        String.format(
            Locale.ROOT,
            "  %-16s %s %,10.0f messages/s",
            arm.name(),
            round == WARM_UP ? "warm-up" : "round " + round,
            perSecond));
    return perSecond;
  }

  private double drain(Arm arm, long messages, long round) throws SQLException, IOException {
    String topic = arm.name() + "-" + round;
    servers.createTopic(topic, arm.workload().partitions());
    fill(arm, messages, round, topic);
    servers.checkpoint();
    double perSecond = messages / drainSeconds(arm, messages, topic);
    TopicContent.read(servers.bootstrapServers(), topic).check(arm.kind(), messages);
    servers.deleteTopic(topic);
    return perSecond;
  }

  private void fill(Arm arm, long messages, long round, String topic) throws SQLException {
    try (Progress.Task task = progress.task("fill " + topic, messages)) {
      new LogFill(arm.databaseUrl(), task::step)
          .fill(arm.kind().table(), arm.workload().samples(round), messages, topic);
    }
  }

  private double drainSeconds(Arm arm, long messages, String topic) throws IOException {
    try (TopicWatch watch = new TopicWatch(servers.bootstrapServers(), topic);
        Progress.Task task = progress.task("drain " + topic, messages)) {
      long started = System.nanoTime();
      arm.contender().start();
      long ended = watch.awaitCount(messages, task::stepTo);
      arm.contender().stop();
      return (ended - started) / 1e9;
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + arm.contender().logTail(), e);
    }
  }
}
