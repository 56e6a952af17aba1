package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.Message;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.Relay;
import io.twinbox.webhook.AddressRule;
import io.twinbox.webhook.Endpoint;
import io.twinbox.webhook.InMemoryEndpoints;
import io.twinbox.webhook.WebhookPublisher;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * N messages wait for an endpoint that takes its time; how many does it get a second? Limit: the
 * same number of threads that post to the same receiver and do nothing else. Relay and receiver are
 * in this process; after each round every message must have arrived once and each key in order.
 */
record WebhookBench(Setup setup, WebhookPlan plan) implements Benchmark {
  private static final String TOPIC = "bench";
  private static final double MEBIBYTE = 1024 * 1024;
  private static final int PER_TRANSACTION = 100;

  /** What must be known of a message to tell whether it arrived in order: not its payload. */
  private record Place(String key, long no) {}

  @Override
  public List<Report> run(Progress progress) throws SQLException, IOException {
    HeapWatch heap = HeapWatch.begin();
    Series figure = new Series();
    Series limit = new Series();
    progress.say("starting PostgreSQL");
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().set("fsync", "on").set("synchronous_commit", "on").start();
        SlowReceiver receiver = SlowReceiver.start(plan.latency())) {
      String url = postgres.createDatabase();
      LogTable.OUTBOX.create(url);
      for (int round = 0; round <= plan.rounds(); round++) {
        double bare = bare(receiver, round);
        double relayed = relayed(url, receiver, round);
        if (round > 0) { // the first one warms up
          limit.add(bare);
          figure.add(relayed);
        }
        progress.say(
            String.format(
                Locale.ROOT, "  %,.0f/s of %,.0f/s bare, round %d", relayed, bare, round));
      }
    }
    Series most = new Series();
    for (int i = 0; i < limit.size(); i++) {
      most.add(plan.mostPerSecond());
    }
    return List.of(
        Report.of("webhook", "messages/s", figure, limit)
            .number("concurrency_over_latency", plan.mostPerSecond())
            .series("ratio_to_concurrency_over_latency", figure.dividedBy(most))
            .count("concurrency", plan.concurrency())
            .count("latency_ms", plan.latency().toMillis())
            .count("messages", plan.messages())
            .number("heap_mib_after_gc_max", heap.mostBytes() / MEBIBYTE));
  }

  private double bare(SlowReceiver receiver, int round) {
    Samples samples = setup.workload().samples(round);
    double perSecond =
        new BareRequests(receiver.url(), samples, plan.messages()).run(plan.concurrency());
    receiver.take();
    return perSecond;
  }

  private double relayed(String url, SlowReceiver receiver, int round) throws SQLException {
    Map<UUID, Place> appended = append(url, setup.workload().samples(round));
    try (HikariDataSource pool = RelayContender.pool(url, RelayContender.CONNECTIONS);
        Relay relay = relay(pool, receiver)) {
      long since = System.nanoTime();
      relay.start();
      while (receiver.answered() < plan.messages()) {
        LockSupport.parkNanos(1_000_000);
      }
      double seconds = (System.nanoTime() - since) / 1e9;
      requireOnceAndInOrder(receiver.take(), appended);
      return plan.messages() / seconds;
    }
  }

  private Map<UUID, Place> append(String url, Samples samples) throws SQLException {
    JdbcOutbox outbox = JdbcOutbox.builder().build();
    Map<UUID, Place> appended = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      for (int i = 0; i < plan.messages(); i++) {
        Sample sample = samples.next();
        appended.put(sample.id(), new Place(sample.key(), sample.no()));
        outbox.append(connection, message(sample));
        if (i % PER_TRANSACTION == PER_TRANSACTION - 1) {
          connection.commit();
        }
      }
      connection.commit();
    }
    return appended;
  }

  private static Message message(Sample sample) {
    return Message.builder()
        .id(sample.id())
        .channel(WebhookPublisher.CHANNEL)
        .topic(TOPIC)
        .key(sample.key())
        .type(LogFill.TYPE)
        .payload(sample.payload())
        .build();
  }

  private Relay relay(HikariDataSource pool, SlowReceiver receiver) {
    String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    return Relay.builder()
        .name(RelayContender.NAME)
        .channel(WebhookPublisher.CHANNEL)
        .store(JdbcOutboxStore.builder().dataSource(pool).build())
        .publisher(
            WebhookPublisher.builder()
                .endpoints(
                    InMemoryEndpoints.of(
                        new Endpoint(TOPIC, receiver.url(), List.of("bench:secret"))))
                .secrets(reference -> Optional.of(secret))
                .addresses(AddressRule.allowing("127.0.0.0/8"))
                .allowPlainHttp()
                .lanes(LaneOptions.DEFAULT.withConcurrency(plan.concurrency(), plan.concurrency()))
                .build())
        .build();
  }

  private static void requireOnceAndInOrder(List<UUID> received, Map<UUID, Place> appended) {
    Map<String, Long> last = new HashMap<>();
    for (UUID id : received) {
      Place place = appended.get(id);
      if (place == null) {
        throw new IllegalStateException("arrived and was not appended: " + id);
      }
      Long before = last.put(place.key(), place.no());
      if (before != null && before >= place.no()) {
        throw new IllegalStateException("out of order or twice: " + id);
      }
    }
    if (received.size() != appended.size()) {
      throw new IllegalStateException(
          "arrived " + received.size() + " of " + appended.size() + " messages");
    }
  }
}
