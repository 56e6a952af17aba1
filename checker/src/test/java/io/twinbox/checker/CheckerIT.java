package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Every flaw planted once more, this time in a real ledger and a real topic. */
class CheckerIT {
  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final Ledger ledger = new Ledger(dataSource);
  private final String topic = "orders-" + UUID.randomUUID();

  @BeforeEach
  void prepare() throws SQLException {
    dataSource.setUrl(EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase());
    ledger.install();
    EmbeddedKafka.shared().createTopic(topic, 4, Map.of());
  }

  @Test
  void everyFlawIsFound() throws Exception {
    UUID first = commit("ann");
    UUID second = commit("ann");
    commit("ann");
    UUID other = commit("bob");
    try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
      publish(producer, second, "ann", payload(second));
      publish(producer, first, "ann", payload(first));
      publish(producer, first, "ann", payload(first));
      publish(producer, other, "bob", "something else");
      publish(producer, UUID.randomUUID(), "bob", "invented");
    }

    Verdict verdict = checker().check(IsolationLevel.READ_COMMITTED);

    assertThat(verdict.committed()).isEqualTo(4);
    assertThat(verdict.records()).isEqualTo(5);
    assertThat(verdict.published()).isEqualTo(3);
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.phantom()).isEqualTo(1);
    assertThat(verdict.duplicates()).isEqualTo(1);
    assertThat(verdict.inverted()).isEqualTo(1);
    assertThat(verdict.changed()).isEqualTo(1);
    assertThat(verdict.samples().keySet())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Flaw.SCATTERED)));
  }

  @Test
  void whatAKafkaTransactionTookBackIsSeenUncommittedOnly() throws Exception {
    UUID id = commit("ann");
    try (KafkaProducer<byte[], byte[]> producer = producer("aborting-" + topic)) {
      producer.initTransactions();
      producer.beginTransaction();
      publish(producer, UUID.randomUUID(), "ann", "invented");
      producer.abortTransaction();
      producer.beginTransaction();
      publish(producer, id, "ann", payload(id));
      producer.commitTransaction();
    }

    assertThat(checker().check(IsolationLevel.READ_COMMITTED).clean()).isTrue();
    assertThat(checker().check(IsolationLevel.READ_UNCOMMITTED).phantom()).isEqualTo(1);
  }

  @Test
  void anEmptyTopicIsReadToItsEnd() throws Exception {
    assertThat(checker().check(IsolationLevel.READ_COMMITTED).records()).isZero();
  }

  @Test
  void theProbeTimesTheWayFromCommitToVisible() throws Exception {
    try (LagProbe probe = probe();
        KafkaProducer<byte[], byte[]> producer = producer(null)) {
      UUID id = commit("ann");
      long committed = System.nanoTime();
      CompletableFuture<Long> visible = probe.visibleSince(committed);
      probe.committed(List.of(id), committed);
      assertThat(probe.lag().outstanding()).isEqualTo(1);

      publish(producer, id, "ann", payload(id));

      long seen = visible.get(60, TimeUnit.SECONDS);
      double expected = (seen - committed) / 1e6;
      await().until(() -> probe.lag().outstanding() == 0);
      assertThat(probe.lag().maxMillis()).isBetween(expected * 0.99 - 1, expected * 1.01 + 1);
    }
  }

  @Test
  void theProbeKnowsWhenItHasReadAllThereIs() throws Exception {
    try (LagProbe probe = probe();
        KafkaProducer<byte[], byte[]> producer = producer(null)) {
      UUID id = UUID.randomUUID();
      assertThat(probe.hasSeen(id)).isFalse();
      publish(producer, id, "ann", "something");

      probe.caughtUp().get(60, TimeUnit.SECONDS);

      assertThat(probe.hasSeen(id)).isTrue();
    }
  }

  private UUID commit(String key) throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection tx = dataSource.getConnection()) {
      tx.setAutoCommit(false);
      long counter = ledger.draw(tx, topic, key);
      long fingerprint = Fingerprint.of(bytes(payload(id)));
      ledger.record(tx, List.of(new LedgerLine(id, topic, key, counter, fingerprint, 0)));
      tx.commit();
    }
    return id;
  }

  private void publish(KafkaProducer<byte[], byte[]> producer, UUID id, String key, String payload)
      throws ExecutionException, InterruptedException {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), bytes(payload));
    record.headers().add(Identity.CLOUD_EVENTS_ID, bytes(id.toString()));
    producer.send(record).get();
  }

  private Checker checker() {
    return Checker.builder()
        .ledger(ledger)
        .kafka(EmbeddedKafka.shared().clientProperties())
        .topics(topic)
        .build();
  }

  private LagProbe probe() {
    return LagProbe.start(
        EmbeddedKafka.shared().clientProperties(),
        List.of(topic),
        Identity.header(Identity.CLOUD_EVENTS_ID));
  }

  private static KafkaProducer<byte[], byte[]> producer(@Nullable String transactionalId) {
    Map<String, Object> settings = new HashMap<>(EmbeddedKafka.shared().clientProperties());
    if (transactionalId != null) {
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    }
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static String payload(UUID id) {
    return "order " + id;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
