package io.twinbox.benchmarks;

import io.twinbox.Outbox;
import io.twinbox.jdbc.JdbcOutbox;
import java.util.concurrent.TimeUnit;

/**
 * What does the outbox cost the business? Writers in a closed loop, with and without it, in turns.
 * The relay runs all the time, and publishes beside the writers that append.
 */
record SteadyBench(Setup setup, SteadyPlan plan) implements Benchmark {

  @Override
  public Report run(Progress progress) throws Exception {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      OrderWriter.createTables(url, setup.workload().keys());
      ContenderProcess relay = contenders.launch(ContenderKind.RELAY, url);
      relay.start();
      Run run =
          new Run(
              servers,
              new ClosedLoad(url, plan.writers(), setup.workload()),
              progress,
              new Series(),
              new Series(),
              new Series(),
              new Series());
      run.warmUp(plan.warmUpSeconds());
      for (int round = 1; round <= plan.rounds(); round++) {
        run.round(round, plan.seconds());
      }
      relay.stop();
      return report(run);
    }
  }

  private Report report(Run run) {
    return Report.of("steady", "transactions/s", run.with, run.without)
        .series("backlog", run.backlog)
        .series("caught_up_ms", run.caughtUpMillis)
        .count("writers", plan.writers())
        .count("seconds", plan.seconds());
  }

  private record Run(
      BenchServers servers,
      ClosedLoad load,
      Progress progress,
      Series with,
      Series without,
      Series backlog,
      Series caughtUpMillis) {

    void warmUp(int seconds) throws Exception {
      if (seconds > 0) {
        withOutbox("steady-0", seconds);
        load.run(seconds, null, "");
      }
    }

    /** Who begins changes from round to round. */
    void round(int round, int seconds) throws Exception {
      if (round % 2 == 1) {
        with.add(measured(round, seconds));
        without.add(load.run(seconds, null, "").perSecond());
      } else {
        without.add(load.run(seconds, null, "").perSecond());
        with.add(measured(round, seconds));
      }
      progress.say("  round %d done".formatted(round));
    }

    private double measured(int round, int seconds) throws Exception {
      Ended ended = withOutbox("steady-" + round, seconds);
      backlog.add((double) ended.backlog());
      caughtUpMillis.add((double) ended.caughtUpMillis());
      return ended.perSecond();
    }

    private Ended withOutbox(String topic, int seconds) throws Exception {
      Outbox outbox = JdbcOutbox.builder().build();
      servers.createTopic(topic, load.workload().partitions());
      servers.checkpoint();
      try (TopicWatch watch = new TopicWatch(servers.bootstrapServers(), topic)) {
        ClosedLoad.Achieved achieved = load.run(seconds, outbox, topic);
        long ended = System.nanoTime();
        long missing = achieved.transactions() - watch.count();
        long caughtUp = watch.awaitCount(achieved.transactions(), count -> {});
        return new Ended(
            achieved.perSecond(), missing, TimeUnit.NANOSECONDS.toMillis(caughtUp - ended));
      }
    }
  }

  private record Ended(double perSecond, long backlog, long caughtUpMillis) {}
}
