package io.twinbox.benchmarks;

import io.twinbox.Outbox;
import io.twinbox.jdbc.JdbcOutbox;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long from commit to visible for an independent consumer, at a fixed rate of business
 * transactions? The limit is a direct send to Kafka, at the same rate from the same process: from
 * the call of {@code send} to visible.
 *
 * <p>The relay has a process of its own, so nothing but its own looks at the log tell it of a
 * commit.
 */
record LatencyBench(Setup setup, LatencyPlan plan) implements Benchmark {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NO_LINGER = 0;

  @Override
  public List<Report> run(Progress progress) throws Exception {
    Lags lags = new Lags();
    Lags limits = new Lags();
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      OrderWriter.createTables(url, setup.workload().keys());
      ContenderProcess relay = contenders.launch(ContenderKind.RELAY, url);
      new Drains(servers, progress).warmUp(relay, url, setup.workload());
      for (int round = 1; round <= plan.rounds(); round++) {
        relay.start();
        lags.add(throughOutbox(servers, url, round));
        relay.stop();
        limits.add(direct(servers, round));
        progress.say("  round %d of %d done".formatted(round, plan.rounds()));
      }
    }
    return List.of(report(lags, limits));
  }

  private Histogram throughOutbox(BenchServers servers, String url, int round)
      throws InterruptedException, SQLException {
    Outbox outbox = JdbcOutbox.builder().build();
    String topic = "latency-outbox-" + round;
    servers.createTopic(topic, setup.workload().partitions());
    servers.checkpoint();
    try (VisibilityProbe probe = probe(servers, topic)) {
      load(
          thread ->
              new CommittingWorker(new OrderWriter(url, outbox, topic), samples(thread), probe));
      probe.awaitAll(PATIENCE);
      return probe.micros(plan.unmeasured());
    }
  }

  private Histogram direct(BenchServers servers, int round) throws InterruptedException {
    String topic = "latency-direct-" + round;
    servers.createTopic(topic, setup.workload().partitions());
    try (VisibilityProbe probe = probe(servers, topic);
        BareProducer producer = new BareProducer(servers.bootstrapServers(), NO_LINGER)) {
      load(thread -> new SendingWorker(producer, topic, samples(thread), probe));
      producer.flush();
      probe.awaitAll(PATIENCE);
      return probe.micros(plan.unmeasured());
    }
  }

  private VisibilityProbe probe(BenchServers servers, String topic) {
    return new VisibilityProbe(servers.bootstrapServers(), topic, plan.messages());
  }

  private Samples samples(int thread) {
    return setup.workload().samples(thread);
  }

  private void load(OpenLoad.WorkerFactory factory) throws InterruptedException {
    Schedule schedule = Schedule.startingNow(plan.perSecond());
    OpenLoad.run(schedule, plan.messages(), plan.writers(), factory);
  }

  private Report report(Lags lags, Lags limits) {
    return Report.of("latency", "ms (p50)", lags.p50(), limits.p50())
        .number("p50_ms", lags.p50().median())
        .series("p99_ms", lags.p99())
        .number("max_ms", lags.max())
        .number("limit_p50_ms", limits.p50().median())
        .number("limit_p99_ms", limits.p99().median())
        .number("limit_max_ms", limits.max())
        .count("per_second", plan.perSecond())
        .count("seconds", plan.seconds());
  }

  /** Places an order; the message's time runs from the return of its commit. */
  private record CommittingWorker(OrderWriter writer, Samples samples, VisibilityProbe probe)
      implements OpenLoad.Worker {
    @Override
    public void run(long event) throws SQLException {
      writer.place(samples.next(event));
      probe.began(event, System.nanoTime());
    }

    @Override
    public void close() throws SQLException {
      writer.close();
    }
  }

  /** Sends at once; the message's time runs from the call. */
  private record SendingWorker(
      BareProducer producer, String topic, Samples samples, VisibilityProbe probe)
      implements OpenLoad.Worker {
    @Override
    public void run(long event) {
      Sample sample = samples.next(event);
      probe.began(event, System.nanoTime());
      producer.send(sample, topic);
    }
  }
}
