package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.AppendException;
import io.twinbox.InvalidMessageException;
import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

@OnEachPostgres
class JdbcOutboxIT {

  private static final String STORED =
      """
      SELECT id, channel, topic, key, type, content_type, payload, headers, occurred_at
      FROM %s.outbox ORDER BY seq
      """;

  private final PostgresFixture postgres;
  private String schema;
  private Outbox outbox;

  JdbcOutboxIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void installSchema() {
    schema = postgres.newSchema();
    outbox = JdbcOutbox.builder().schema(schema).build();
  }

  @Test
  void storesEveryPartOfOneMessage() throws SQLException {
    Message message = fullMessage();
    try (Connection tx = postgres.begin()) {
      assertThat(outbox.append(tx, message)).containsExactly(message.id());
      tx.commit();
    }
    assertStored(List.of(message));
  }

  @Test
  void storesEveryPartOfManyMessagesInTheirOrder() throws SQLException {
    List<Message> messages = List.of(fullMessage(), tombstone(), plain("third"), fullMessage());
    try (Connection tx = postgres.begin()) {
      assertThat(outbox.append(tx, messages))
          .containsExactlyElementsOf(messages.stream().map(Message::id).toList());
      tx.commit();
    }
    assertStored(messages);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 999, 1_000, 1_001, 2_500})
  void seqGoesByTheOrderOfTheArguments(int count) throws SQLException {
    Message[] messages = new Message[count];
    Arrays.setAll(messages, i -> plain("payload " + i));
    try (Connection tx = postgres.begin()) {
      outbox.append(tx, messages);
      tx.commit();
    }
    assertThat(postgres.texts("SELECT id FROM " + schema + ".outbox ORDER BY seq"))
        .containsExactlyElementsOf(
            Arrays.stream(messages).map(message -> message.id().toString()).toList());
    assertThat(postgres.number("SELECT count(DISTINCT xid) FROM " + schema + ".outbox")).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_001})
  void theNumbersAreThePlacesOfTheMessagesInTheirOrder(int count) throws SQLException {
    Message[] messages = new Message[count];
    Arrays.setAll(messages, i -> plain("payload " + i));
    List<Long> seqs;
    try (Connection tx = postgres.begin()) {
      JdbcOutbox numbering = JdbcOutbox.builder().schema(schema).build();
      seqs = numbering.appendNumbered(tx, Arrays.asList(messages));
      tx.commit();
    }
    assertThat(postgres.texts("SELECT seq || ' ' || id FROM " + schema + ".outbox ORDER BY seq"))
        .containsExactlyElementsOf(
            IntStream.range(0, count).mapToObj(i -> seqs.get(i) + " " + messages[i].id()).toList());
  }

  @Test
  void chunksLargePayloadsWithoutLosingOne() throws SQLException {
    byte[] large = new byte[900_000];
    Message[] messages = new Message[12];
    Arrays.setAll(messages, i -> message().payload(large).build());
    try (Connection tx = postgres.begin()) {
      outbox.append(tx, messages);
      tx.commit();
    }
    assertThat(stored()).isEqualTo(12);
  }

  @Test
  void nothingToAppendIsFine() throws SQLException {
    try (Connection tx = postgres.begin()) {
      assertThat(outbox.append(tx)).isEmpty();
      assertThat(outbox.append(tx, List.of())).isEmpty();
    }
  }

  @Test
  void aRollbackTakesTheMessagesWithIt() throws SQLException {
    try (Connection tx = postgres.begin()) {
      outbox.append(tx, plain("a"), plain("b"));
      tx.rollback();
      outbox.append(tx, plain("c"));
      tx.rollback();
    }
    assertThat(stored()).isZero();
  }

  @Test
  void aSavepointRolledBackTakesItsMessagesWithIt() throws SQLException {
    Message first = plain("first");
    Message third = plain("third");
    try (Connection tx = postgres.begin()) {
      outbox.append(tx, first);
      Savepoint savepoint = tx.setSavepoint();
      outbox.append(tx, plain("second"));
      tx.rollback(savepoint);
      outbox.append(tx, third);
      tx.commit();
    }
    assertStored(List.of(first, third));
    assertThat(postgres.number("SELECT count(DISTINCT xid) FROM " + schema + ".outbox"))
        .as("a savepoint's messages carry the id of the whole transaction")
        .isOne();
  }

  @Test
  void refusesAConnectionInAutoCommitMode() throws SQLException {
    try (Connection connection = postgres.connect()) {
      assertRefused(connection, Reason.AUTO_COMMIT);
    }
    assertThat(stored()).isZero();
  }

  @Test
  void refusesAReadOnlyConnection() throws SQLException {
    try (Connection tx = postgres.connect()) {
      tx.setReadOnly(true);
      tx.setAutoCommit(false);
      assertRefused(tx, Reason.READ_ONLY);
    }
  }

  @Test
  void refusesATransactionThatTheDatabaseKnowsToBeReadOnly() throws SQLException {
    try (Connection tx = postgres.begin();
        Statement statement = tx.createStatement()) {
      statement.execute("SET TRANSACTION READ ONLY");
      assertRefused(tx, Reason.READ_ONLY);
    }
  }

  @Test
  void refusesATransactionThatHasFailed() throws SQLException {
    try (Connection tx = postgres.begin();
        Statement statement = tx.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT 1 / 0")).isInstanceOf(SQLException.class);
      assertRefused(tx, Reason.ABORTED);
    }
  }

  @Test
  void refusesAClosedConnection() throws SQLException {
    Connection tx = postgres.begin();
    tx.close();
    assertRefused(tx, Reason.CLOSED);
  }

  @Test
  void onePartAboveItsLimitStopsAllMessagesBeforeTheFirstIsWritten() throws SQLException {
    Message atLimit = message().payload(new byte[Limits.DEFAULT.payloadBytes()]).build();
    Message above = message().payload(new byte[Limits.DEFAULT.payloadBytes() + 1]).build();
    try (Connection tx = postgres.begin()) {
      assertThatThrownBy(() -> outbox.append(tx, atLimit, above))
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("payload: 921601 bytes");
      assertThatThrownBy(() -> outbox.append(tx, atLimit, null))
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("messages[1]: null");
      outbox.append(tx, atLimit);
      tx.commit();
    }
    assertThat(stored()).isOne();
  }

  @Test
  void whatTheDatabaseRefusesIsTold() throws SQLException {
    postgres.execute(
        "ALTER TABLE " + schema + ".outbox ADD CONSTRAINT no_x CHECK (type <> 'Forbidden')");
    Message message = message().type("Forbidden").text("x").build();
    try (Connection tx = postgres.begin()) {
      assertThatThrownBy(() -> outbox.append(tx, message))
          .isInstanceOfSatisfying(
              AppendException.class,
              e -> {
                assertThat(e.sqlState()).isEqualTo("23514");
                assertThat(e.ids()).containsExactly(message.id());
                assertThat(e).hasCauseInstanceOf(SQLException.class);
              });
    }
  }

  @Test
  void aMissingSchemaIsToldWithTheCommandThatLooksForIt() throws SQLException {
    Outbox nowhere = JdbcOutbox.builder().schema("nowhere").build();
    try (Connection tx = postgres.begin()) {
      assertThatThrownBy(() -> nowhere.append(tx, plain("x")))
          .isInstanceOf(AppendException.class)
          .hasMessageContaining("twinbox schema verify --schema nowhere");
    }
  }

  @Test
  void notifiesOncePerChannelAndOnlyAfterTheCommit() throws SQLException {
    Outbox notifying = JdbcOutbox.builder().schema(schema).notifying().build();
    try (Connection listener = postgres.connect();
        Statement statement = listener.createStatement()) {
      statement.execute("LISTEN \"" + Notifications.channelOf(new SchemaName(schema)) + "\"");
      try (Connection tx = postgres.begin()) {
        notifying.append(tx, plain("a"), plain("b"), message().channel("mail").text("c").build());
        statement.execute("SELECT 1");
        assertThat(notifications(listener, 1)).isEmpty();
        tx.commit();
      }
      assertThat(notifications(listener, 10_000)).containsExactlyInAnyOrder("kafka", "mail");
      try (Connection tx = postgres.begin()) {
        notifying.append(tx, plain("d"));
        tx.commit();
      }
      assertThat(notifications(listener, 10_000)).containsExactly("kafka");
    }
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void aForeignProgramMayNameOnlyTheDataColumns() throws SQLException {
    postgres.execute(
        """
        INSERT INTO %s.outbox (topic, key, type, payload)
        VALUES ('order-events', 'order-1', 'OrderCreated', convert_to('{"no": 1}', 'UTF8'))
        """
            .formatted(schema));
    assertThat(
            postgres.texts(
                """
                SELECT concat_ws('|', channel, topic, key, type, content_type,
                                 convert_from(payload, 'UTF8'), headers, slot = %1$s.current_slot(),
                                 seq, id IS NOT NULL, occurred_at > now() - interval '1 minute')
                FROM %1$s.outbox
                """
                    .formatted(schema)))
        .containsExactly(
            "kafka|order-events|order-1|OrderCreated|application/json|{\"no\": 1}|{}|t|1|t|t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "('', 'T', NULL, '{}')",
        "('a b', 'T', NULL, '{}')",
        "('a/b', 'T', NULL, '{}')",
        "('..', 'T', NULL, '{}')",
        "(repeat('x', 250), 'T', NULL, '{}')",
        "('t', 'T', repeat('x', 2049), '{}')",
        "('t', 'T', NULL, '[]')",
        "('t', 'T', NULL, '1')",
        "('t', NULL, NULL, '{}')"
      })
  void aForeignProgramIsHeldToTheRules(String values) {
    String insert =
        "INSERT INTO " + schema + ".outbox (topic, type, key, headers) VALUES " + values;
    assertThatThrownBy(() -> postgres.execute(insert))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isIn("23514", "23502"));
  }

  private void assertRefused(Connection tx, Reason reason) {
    for (List<Message> messages : List.of(List.of(plain("a")), List.of(plain("a"), plain("b")))) {
      assertThatThrownBy(() -> outbox.append(tx, messages))
          .isInstanceOfSatisfying(
              NoTransactionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
      if (reason == Reason.READ_ONLY) {
        return;
      }
    }
  }

  private void assertStored(List<Message> expected) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STORED.formatted(schema))) {
      for (Message message : expected) {
        assertThat(row.next()).isTrue();
        assertThat(row.getObject("id", UUID.class)).isEqualTo(message.id());
        assertThat(row.getString("channel")).isEqualTo(message.channel());
        assertThat(row.getString("topic")).isEqualTo(message.topic());
        assertThat(row.getString("key")).isEqualTo(message.key());
        assertThat(row.getString("type")).isEqualTo(message.type());
        assertThat(row.getString("content_type")).isEqualTo(message.contentType());
        assertThat(row.getBytes("payload")).isEqualTo(message.payload());
        assertThat(HeadersJson.read(row.getString("headers"))).isEqualTo(message.headers());
        Instant occurredAt = row.getTimestamp("occurred_at").toInstant();
        if (message.occurredAt() == null) {
          assertThat(occurredAt).isBetween(Instant.now().minusSeconds(60), Instant.now());
        } else {
          assertThat(occurredAt).isEqualTo(message.occurredAt());
        }
      }
      assertThat(row.next()).isFalse();
    }
  }

  private long stored() throws SQLException {
    return postgres.number("SELECT count(*) FROM " + schema + ".outbox");
  }

  private static List<String> notifications(Connection listener, int millis) throws SQLException {
    PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(millis);
    return heard == null
        ? List.of()
        : Arrays.stream(heard).map(PGNotification::getParameter).toList();
  }

  private static Message.Builder message() {
    return Message.builder().topic("order-events").key("order-1").type("OrderCreated");
  }

  private static Message plain(String text) {
    return message().text(text).build();
  }

  private static Message tombstone() {
    return Message.builder()
        .topic("order-events")
        .key("order-1")
        .type("OrderGone")
        .tombstone()
        .build();
  }

  private static Message fullMessage() {
    return Message.builder()
        .id(UUID.randomUUID())
        .channel("mail")
        .topic("Order.events_1-a")
        .key("Größe 𝄞 '\"\\{},NULL")
        .type("OrderCreated \"{},\\ NULL")
        .contentType("text/plain; charset=\"x\"")
        .payload("{\"text\": \"ünï\0\u0007\"}".getBytes(StandardCharsets.UTF_8))
        .headers(Map.of("tenant", "Zoë \"quoted\" \\ 𝄞", "empty", ""))
        .occurredAt(Instant.parse("2001-02-03T04:05:06.123456Z"))
        .build();
  }
}
