package io.twinbox.benchmarks;

import io.twinbox.Outbox;
import io.twinbox.jdbc.JdbcOutbox;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What does the outbox cost the business? Writers in a closed loop, with and without it, in turns.
 * The relay runs all the time, and publishes beside the writers that append.
 */
record SteadyBench(Setup setup, SteadyPlan plan) implements Benchmark {

  private static final String WITH = "with outbox";
  private static final String WITHOUT = "without outbox";
  private static final String BACKLOG = "backlog";
  private static final String CAUGHT_UP = "caught up";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int EASY_PER_SECOND = 1_000;
  private static final int EASY_WRITERS = 4;
  private static final int BRIEF_SECONDS = 10;

  @Override
  public List<Report> run(Progress progress) throws Exception {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      OrderWriter.createTables(url, setup.workload().keys());
      ContenderProcess relay = contenders.launch(ContenderKind.RELAY, url);
      new Drains(servers, progress).warmUp(relay, url, setup.workload());
      relay.start();
      ClosedLoad load = new ClosedLoad(url, plan.writers(), setup.workload());
      Run run = new Run(servers, load, relay, progress, new Rates());
      run.warmUp(plan.warmUpSeconds());
      for (int round = 1; round <= plan.rounds(); round++) {
        run.round(round, plan.seconds());
      }
      relay.stop();
      return List.of(report(run));
    }
  }

  private Report report(Run run) {
    return Report.of("steady", "transactions/s", run.rates.of(WITH), run.rates.of(WITHOUT))
        .series("backlog", run.rates.of(BACKLOG))
        .series("caught_up_ms", run.rates.of(CAUGHT_UP))
        .number("cpu_us_per_transaction", run.rates.of(WITH + Drains.CPU).median())
        .number("limit_cpu_us_per_transaction", run.rates.of(WITHOUT + Drains.CPU).median())
        .count("writers", plan.writers())
        .count("seconds", plan.seconds());
  }

  /** The rounds of one run. */
  private record Run(
      BenchServers servers,
      ClosedLoad load,
      ContenderProcess relay,
      Progress progress,
      Rates rates) {

    /**
     * At an easy pace first. A service that is deployed runs for weeks; in a closed loop the
     * compilers of relay and broker, which want some ten seconds of a core, would go without it for
     * minutes.
     */
    void warmUp(int seconds) throws Exception {
      if (seconds > 0) {
        easily(seconds);
        withOutbox("steady-0", BRIEF_SECONDS, new Rates());
        without(BRIEF_SECONDS, new Rates());
      }
    }

    private void easily(int seconds) throws Exception {
      Outbox outbox = JdbcOutbox.builder().build();
      String topic = "steady-easy";
      servers.createTopic(topic, load.workload().partitions());
      OpenLoad.run(
          Schedule.startingNow(EASY_PER_SECOND),
          (long) EASY_PER_SECOND * seconds,
          EASY_WRITERS,
          thread ->
              new EasyWorker(
                  new OrderWriter(load.databaseUrl(), outbox, topic),
                  load.workload().samples(thread)));
    }

    /** Who begins changes from round to round. */
    void round(int round, int seconds) throws Exception {
      if (round % 2 == 1) {
        withOutbox("steady-" + round, seconds, rates);
        without(seconds, rates);
      } else {
        without(seconds, rates);
        withOutbox("steady-" + round, seconds, rates);
      }
    }

    private void without(int seconds, Rates into) throws Exception {
      servers.checkpoint();
      CpuTimes before = servers.cpu(relay);
      ClosedLoad.Achieved achieved = load.run(seconds, null, "");
      tell(WITHOUT, achieved, servers.cpu(relay).minus(before), into);
    }

    private void withOutbox(String topic, int seconds, Rates into) throws Exception {
      Outbox outbox = JdbcOutbox.builder().build();
      servers.createTopic(topic, load.workload().partitions());
      servers.checkpoint();
      try (TopicWatch watch = new TopicWatch(servers.bootstrapServers(), topic)) {
        CpuTimes before = servers.cpu(relay);
        ClosedLoad.Achieved achieved = load.run(seconds, outbox, topic);
        long ended = System.nanoTime();
        into.add(BACKLOG, achieved.transactions() - (double) watch.count());
        tell(WITH, achieved, servers.cpu(relay).minus(before), into);
        long caughtUp = watch.awaitCount(achieved.transactions(), count -> relay.requireAlive());
        into.add(CAUGHT_UP, (caughtUp - ended) / NANOS_PER_MILLI);
      }
    }

    private void tell(String arm, ClosedLoad.Achieved achieved, CpuTimes used, Rates into) {
      into.add(arm, achieved.perSecond());
      into.add(arm + Drains.CPU, used.microsPer(achieved.transactions()));
      progress.say(
          String.format(
              Locale.ROOT,
              "  %-16s %,8.0f transactions/s  %s",
              arm,
              achieved.perSecond(),
              used.describe(achieved.transactions())));
    }
  }

  /** Places an order when it is time to. */
  private record EasyWorker(OrderWriter writer, Samples samples) implements OpenLoad.Worker {
    @Override
    public void run(long event) throws SQLException {
      writer.place(samples.next(event));
    }

    @Override
    public void close() throws SQLException {
      writer.close();
    }
  }
}
