package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.Message;
import io.twinbox.checker.Identity;
import io.twinbox.checker.LagProbe;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.Schema;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kill counts as mid-batch only if the journal and Kafka say so. */
class KillEvidenceIT {
  private static final String RELAY = "orders";

  private static final String CLAIM_ALL =
      """
      INSERT INTO twinbox.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, install_id, system_identifier, timeline)
      SELECT ?, ?, 1, 'claim', gen_random_uuid(), '3:3:', pg_current_snapshot(), 0, 0, ?, ?, ?,
             ?, 0, install_id, 0, 1
      FROM twinbox.install
      """;

  private final HikariDataSource dataSource = new HikariDataSource();
  private final String topic = "orders-" + UUID.randomUUID();
  private KafkaProducer<byte[], byte[]> producer;
  private LagProbe probe;

  @BeforeEach
  void prepare() {
    dataSource.setJdbcUrl(EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase());
    Schema.named(Schema.DEFAULT_NAME).install(dataSource);
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic(topic, 1, Map.of());
    ByteArraySerializer bytes = new ByteArraySerializer();
    Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    settings.put("max.in.flight.requests.per.connection", 1);
    producer = new KafkaProducer<>(settings, bytes, bytes);
    Identity identity = Identity.header(Identity.CLOUD_EVENTS_ID);
    probe = LagProbe.start(kafka.clientProperties(), List.of(topic), identity);
  }

  @AfterEach
  void close() {
    probe.close();
    producer.close();
    dataSource.close();
  }

  @Test
  void anUnconfirmedBatchWithAMissingRecordIsMidBatch() throws Exception {
    List<UUID> ids = append(4);
    claim(1, 0, 2, 0);
    claim(2, 2, 4, 1);
    publish(ids.subList(0, 3));

    KillEvidence evidence = KillEvidence.collect(dataSource, RELAY, probe);

    assertThat(evidence).isEqualTo(new KillEvidence(1, 2, 1));
    assertThat(evidence.midBatch()).isTrue();
  }

  @Test
  void anUnconfirmedBatchWhoseRecordsAreAllThereIsNot() throws Exception {
    List<UUID> ids = append(3);
    claim(1, 0, 3, 0);
    publish(ids);

    KillEvidence evidence = KillEvidence.collect(dataSource, RELAY, probe);

    assertThat(evidence).isEqualTo(new KillEvidence(1, 3, 3));
    assertThat(evidence.midBatch()).isFalse();
  }

  @Test
  void entriesThatNobodyClaimedDoNotCount() throws Exception {
    append(3);

    KillEvidence evidence = KillEvidence.collect(dataSource, RELAY, probe);

    assertThat(evidence).isEqualTo(new KillEvidence(0, 0, 0));
    assertThat(evidence.midBatch()).isFalse();
  }

  private List<UUID> append(int messages) throws SQLException {
    try (Connection tx = dataSource.getConnection()) {
      tx.setAutoCommit(false);
      Message[] some = new Message[messages];
      for (int n = 0; n < messages; n++) {
        some[n] = Message.builder().topic(topic).key("ann").type("OrderPlaced").text("{}").build();
      }
      List<UUID> ids = JdbcOutbox.builder().build().append(tx, some);
      tx.commit();
      return ids;
    }
  }

  private void claim(long no, long lo, long hi, long confirmed) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement relay = connection.createStatement();
        PreparedStatement claim = connection.prepareStatement(CLAIM_ALL)) {
      relay.execute(
          "INSERT INTO twinbox.relay (name, channel) VALUES ('orders', 'kafka')"
              + " ON CONFLICT DO NOTHING");
      claim.setString(1, RELAY);
      claim.setLong(2, no);
      claim.setLong(3, lo);
      claim.setLong(4, hi);
      claim.setLong(5, hi);
      claim.setLong(6, confirmed);
      claim.executeUpdate();
    }
  }

  private void publish(List<UUID> ids) throws Exception {
    for (UUID id : ids) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, new byte[0]);
      record
          .headers()
          .add(Identity.CLOUD_EVENTS_ID, id.toString().getBytes(StandardCharsets.UTF_8));
      producer.send(record).get();
    }
  }
}
