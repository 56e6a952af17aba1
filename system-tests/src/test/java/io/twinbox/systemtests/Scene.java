package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.checker.Checker;
import io.twinbox.checker.Fingerprint;
import io.twinbox.checker.Ledger;
import io.twinbox.checker.LedgerLine;
import io.twinbox.checker.Verdict;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.jdbc.Schema;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.kafka.common.IsolationLevel;

/**
 * What one test plays in: a fresh database with the schema and a ledger, and topics of its own on a
 * Kafka. Closing it leaves the servers running. Thread-safe.
 */
final class Scene implements AutoCloseable {
  /** Every relay of a scene has this name: they take turns. */
  static final String RELAY = "orders";

  /** For what takes milliseconds on a machine that has nothing else to do. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String url;
  private final EmbeddedKafka kafka;
  private final HikariDataSource dataSource;
  private final Ledger ledger;
  private final Outbox outbox = JdbcOutbox.builder().build();
  private final Set<String> topics = new ConcurrentSkipListSet<>();
  private final int number = NUMBER.incrementAndGet();

  private Scene(String url, EmbeddedKafka kafka) {
    this.url = url;
    this.kafka = kafka;
    this.dataSource = pool(url, 24);
    this.ledger = new Ledger(dataSource);
  }

  /** On the servers that all tests share: nothing may be done to them. */
  static Scene onSharedServers() throws SQLException {
    return on(EmbeddedPostgres.shared(PostgresVersion.V18), EmbeddedKafka.shared());
  }

  /** On servers of the test's own. */
  static Scene on(EmbeddedPostgres postgres, EmbeddedKafka kafka) throws SQLException {
    Scene scene = new Scene(postgres.createDatabase(), kafka);
    Schema.named(Schema.DEFAULT_NAME).install(scene.dataSource);
    scene.ledger.install();
    return scene;
  }

  /** A pool of its own for one relay or one kind of writer; the caller closes it. */
  static HikariDataSource pool(String url, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  String url() {
    return url;
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  HikariDataSource dataSource() {
    return dataSource;
  }

  Ledger ledger() {
    return ledger;
  }

  /** A topic name that no other scene uses; the topic may not exist yet. */
  String topic(String name) {
    String topic = name + "-" + number;
    topics.add(topic);
    return topic;
  }

  String createTopic(String name) {
    String topic = topic(name);
    kafka.createTopic(topic, 4, Map.of());
    return topic;
  }

  // --- appending
  // ----------------------------------------------------------------------------------

  /** Appends one message for each key, in one transaction, as an application does it. */
  void append(String topic, String... keys) throws SQLException {
    append(topic, 200, keys);
  }

  /** The same with a payload of so many bytes. */
  List<UUID> append(String topic, int bytes, String... keys) throws SQLException {
    try (Connection tx = dataSource.getConnection()) {
      tx.setAutoCommit(false);
      List<UUID> ids = append(tx, topic, bytes, List.of(keys));
      tx.commit();
      return ids;
    }
  }

  private List<UUID> append(Connection tx, String topic, int bytes, List<String> keys)
      throws SQLException {
    List<Message> messages = new ArrayList<>();
    List<LedgerLine> lines = new ArrayList<>();
    for (String key : keys) {
      long counter = ledger.draw(tx, topic, key);
      String start = key + ' ' + counter + ' ';
      String text = start + "x".repeat(Math.max(0, bytes - start.length()));
      byte[] payload = text.getBytes(StandardCharsets.UTF_8);
      Message message =
          Message.builder().topic(topic).key(key).type("Noted").payload(payload).build();
      messages.add(message);
      lines.add(new LedgerLine(message.id(), topic, key, counter, Fingerprint.of(payload), 0));
    }
    List<UUID> ids = outbox.append(tx, messages);
    ledger.record(tx, lines);
    return ids;
  }

  /** Appends so many messages, three to a transaction, to the keys in turn. */
  void appendMany(String topic, int messages, int keys) throws SQLException {
    for (int n = 0; n < messages; n += 3) {
      String[] some = new String[Math.min(3, messages - n)];
      for (int i = 0; i < some.length; i++) {
        some[i] = "key-" + (n + i) % keys;
      }
      append(topic, some);
    }
  }

  // --- asking
  // -------------------------------------------------------------------------------------

  /** The number a query gives. */
  long number(String query) throws SQLException {
    return Long.parseLong(texts(query).get(0));
  }

  /** The first column of each row, as text. */
  List<String> texts(String query) throws SQLException {
    return texts(dataSource, query);
  }

  static List<String> texts(DataSource dataSource, String query) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** Entries of the batches that are claimed and not confirmed. */
  long entriesInFlight() throws SQLException {
    return number(
        """
        SELECT coalesce(sum(entries), 0) FROM twinbox.relay_journal
        WHERE kind IN ('claim', 'retry')
          AND no > (SELECT coalesce(max(confirmed), 0) FROM twinbox.relay_journal)
        """);
  }

  /** Waits until every entry is settled and none is parked. */
  void awaitDrained() {
    awaitDrained(PATIENCE);
  }

  void awaitDrained(Duration timeout) {
    await()
        .atMost(timeout)
        .untilAsserted(
            () ->
                assertThat(
                        texts(
                            "SELECT 'backlog:' || backlog || ' parked:' || parked"
                                + " FROM twinbox.relay_status"))
                    .containsExactly("backlog:0 parked:0"));
  }

  /** Compares the ledger with all topics of this scene; they must exist by now. */
  Verdict verdict() throws SQLException {
    return verdict(topics.toArray(String[]::new));
  }

  Verdict verdict(String... some) throws SQLException {
    return Checker.builder()
        .ledger(ledger)
        .kafka(kafka.clientProperties())
        .topics(some)
        .build()
        .check(IsolationLevel.READ_UNCOMMITTED);
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
