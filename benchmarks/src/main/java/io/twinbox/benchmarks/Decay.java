package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;

/**
 * What a snapshot that is held for a while under load does to the drain of the relay and of the
 * hand-written loop: one drain before, then the hold, then one drain while it is still held.
 */
record Decay(
    BenchServers servers,
    Contenders contenders,
    Workload workload,
    HistoryPlan plan,
    Progress progress) {
  static final String RELAY = "relay";
  static final String HANDWRITTEN = "handwritten";
  static final String BEFORE = "-before";
  static final String AFTER = "-after";

  private static final int WARM_UP = 0;
  private static final int MEASURED = 1;

  /** The drains, by contender and {@link #BEFORE} or {@link #AFTER}. */
  Rates measure(Drains drains) throws SQLException, IOException {
    Rates rates = new Rates();
    measure(RELAY, ContenderKind.RELAY, drains, rates);
    measure(HANDWRITTEN, ContenderKind.HANDWRITTEN, drains, rates);
    return rates;
  }

  private void measure(String name, ContenderKind kind, Drains drains, Rates rates)
      throws SQLException, IOException {
    String url = servers.createDatabase();
    ContenderProcess contender = contenders.launch(kind, url);
    Arm before = arm(name + BEFORE, contender, url);
    Arm after = arm(name + AFTER, contender, url);
    long messages = plan.drain().messages();
    drains.measure(before, plan.drain().warmUp(), WARM_UP);
    for (int round = MEASURED; round <= plan.drain().rounds(); round++) {
      rates.add(before.name(), drains.measure(before, messages, round).perSecond());
    }
    try (HeldSnapshot snapshot = new HeldSnapshot(url)) {
      hold(contender, url, name);
      for (int round = MEASURED; round <= plan.drain().rounds(); round++) {
        rates.add(after.name(), drains.measure(after, messages, round).perSecond());
      }
      snapshot.checkStillHeld();
    }
  }

  private Arm arm(String name, ContenderProcess contender, String url) {
    return new Arm(name, contender, url, workload, Arm.History.KEPT, Arm.Snapshot.NONE);
  }

  /** Puts the load on, with the contender at work, until the time is over. */
  private void hold(ContenderProcess contender, String url, String name)
      throws SQLException, IOException {
    String topic = name + "-load";
    long messages = (long) plan.loadPerSecond() * plan.holdSeconds();
    servers.createTopic(topic, workload.partitions());
    contender.start();
    try (Progress.Task task = progress.task("hold a snapshot: " + name, messages);
        TopicWatch watch = new TopicWatch(servers.bootstrapServers(), topic)) {
      double perSecond = (double) plan.loadPerSecond() / LogFill.PER_TRANSACTION;
      new LogFill(url, task::step)
          .fill(
              contender.kind().table(),
              workload.samples(-1),
              messages,
              topic,
              Schedule.startingNow(perSecond));
      watch.awaitCount(messages, count -> contender.requireAlive());
    }
    contender.stop();
    servers.deleteTopic(topic);
    progress.say("  %s: snapshot held for %d s".formatted(name, plan.holdSeconds()));
  }
}
