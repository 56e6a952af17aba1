package io.twinbox.systemtests;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxContext;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcTransactions;
import io.twinbox.jdbc.Schema;
import io.twinbox.kafka.KafkaSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A database with the schema and a table for what handlers do, and one topic: each record carries
 * the next number of its key, and its handler writes key and number down. Whether the effect came
 * once and in order is then a query. Thread-safe.
 */
final class InboxScene implements AutoCloseable {
  static final int PARTITIONS = 8;

  /** What is written down as the key of a record that has none. */
  static final String NO_KEY = "none";

  private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final EmbeddedKafka kafka;
  private final HikariDataSource dataSource;
  private final String url;
  private final String topic = "inbox-" + NUMBER.incrementAndGet();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Integer> counters = new HashMap<>();

  InboxScene(EmbeddedPostgres postgres, EmbeddedKafka kafka) throws SQLException {
    this.kafka = kafka;
    this.url = postgres.createDatabase();
    this.dataSource = Scene.pool(url, 24);
    Schema.named(Schema.DEFAULT_NAME).install(dataSource);
    execute(
        """
        CREATE TABLE effect (
          no     bigint  GENERATED ALWAYS AS IDENTITY,
          key    text    NOT NULL,
          number integer NOT NULL
        )
        """);
    kafka.createTopic(
        topic, PARTITIONS, Map.of("max.message.bytes", String.valueOf(MAX_RECORD_BYTES)));
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("linger.ms", 5);
    properties.put("max.request.size", MAX_RECORD_BYTES);
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    properties.put("max.in.flight.requests.per.connection", 1);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  HikariDataSource dataSource() {
    return dataSource;
  }

  String url() {
    return url;
  }

  String topic() {
    return topic;
  }

  /** The consumer group of whoever asks for no other. */
  String group() {
    return topic;
  }

  /** A consumer named "payments" that writes down what it gets; not started. */
  InboxConsumer consumer(InboxOptions options, Map<String, ?> properties) {
    return builder(options).source(source(properties)).otherwise(InboxScene::writeDown).build();
  }

  /** A consumer named "payments"; source and handlers are missing. */
  Inbox.Builder builder(InboxOptions options) {
    return Inbox.consumer("payments")
        .topics(topic)
        .store(JdbcInboxStore.builder().dataSource(dataSource).build())
        .transactions(JdbcTransactions.of(dataSource))
        .options(options);
  }

  KafkaSource source(Map<String, ?> properties) {
    return KafkaSource.builder()
        .properties(kafka.clientProperties())
        .property("group.id", group())
        .properties(properties)
        .build();
  }

  /** The handler of a scene: writes down key and number. */
  static void writeDown(byte[] value, InboxContext context) throws SQLException {
    leaveEffect(Integer.parseInt(new String(value, StandardCharsets.UTF_8)), context);
  }

  static void leaveEffect(int number, InboxContext context) throws SQLException {
    try (PreparedStatement insert =
        context.connection().prepareStatement("INSERT INTO effect (key, number) VALUES (?, ?)")) {
      insert.setString(1, context.key().orElse(NO_KEY));
      insert.setInt(2, number);
      insert.executeUpdate();
    }
  }

  /** Produces so many records to the keys in turn; returns when they are acknowledged. */
  synchronized void produce(int records, int keys) {
    for (int i = 0; i < records; i++) {
      String key = "key-" + i % keys;
      int number = counters.merge(key, 1, Integer::sum);
      ProducerRecord<byte[], byte[]> content =
          new ProducerRecord<>(topic, bytes(key), bytes(String.valueOf(number)));
      content
          .headers()
          .add(new RecordHeader("ce_id", bytes(UUID.randomUUID().toString())))
          .add(new RecordHeader("ce_source", bytes("urn:test")));
      var unused = producer.send(content);
    }
    producer.flush();
  }

  /** Sends one record that is not counted as produced; returns when it is acknowledged. */
  void send(@Nullable String key, byte @Nullable [] value, Map<String, String> headers)
      throws ExecutionException, InterruptedException {
    ProducerRecord<byte[], byte[]> content =
        new ProducerRecord<>(topic, key == null ? null : bytes(key), value);
    headers.forEach((name, text) -> content.headers().add(name, bytes(text)));
    producer.send(content).get();
  }

  /** Records behind the offsets that the group has committed. */
  long lag() {
    try (Admin admin = kafka.admin()) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
      }
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group()).partitionsToOffsetAndMetadata().get();
      return admin.listOffsets(latest).all().get().entrySet().stream()
          .mapToLong(end -> end.getValue().offset() - offset(committed.get(end.getKey())))
          .sum();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long offset(@Nullable OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  /** Lets the database's clock advance, as far as the next attempts go. */
  void pass(Duration time) throws SQLException {
    execute(
        "UPDATE twinbox.inbox_record SET next_attempt_at = next_attempt_at - interval '%d ms'"
            .formatted(time.toMillis()));
  }

  /** For when the server has been restarted: what the pool holds leads nowhere. */
  void forgetConnections() {
    dataSource.getHikariPoolMXBean().softEvictConnections();
  }

  /** How many records were produced. */
  synchronized int produced() {
    return counters.values().stream().mapToInt(Integer::intValue).sum();
  }

  long effects() {
    return number("SELECT count(*) FROM effect");
  }

  /** Effects that came more often than once. */
  long twice() {
    return effects() - number("SELECT count(*) FROM (SELECT DISTINCT key, number FROM effect) d");
  }

  /** Effects that came after one with a higher number of their key. */
  long inverted() {
    return number(
        """
        SELECT count(*) FROM (
          SELECT number < lag(number) OVER (PARTITION BY key ORDER BY no) AS back FROM effect) e
        WHERE back
        """);
  }

  void awaitAllHandled(Duration atMost) {
    await().atMost(atMost).until(() -> effects() >= produced());
  }

  long number(String query) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The first column of each row, as text. */
  List<String> texts(String query) throws SQLException {
    return Scene.texts(dataSource, query);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    dataSource.close();
  }
}
