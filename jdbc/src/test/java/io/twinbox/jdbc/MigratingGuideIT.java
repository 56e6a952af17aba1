package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twinbox.Message;
import io.twinbox.admin.Act;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Renewal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every SQL statement of docs/migrating, run as it stands there on a table as the source declares
 * it. What comes into the log is read as the relay reads it.
 */
@OnEachPostgres
class MigratingGuideIT {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final PostgresFixture postgres;
  private String schema;
  private OutboxStore store;

  MigratingGuideIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void installSchema() {
    schema = postgres.newSchema();
    store = JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void theRelayWaitsAndTheSwitchIsOneMoment() throws Exception {
    GuidePage page = GuidePage.open("migrating.md", schema);
    OutboxAdmin admin = JdbcOutboxAdmin.of(postgres.dataSource(), schema);
    postgres.execute(page.take("paused before the first start"));
    Lease lease = store.acquire(RelayByHand.ORDERS, "node-1", LEASE).orElseThrow();
    assertThat(renewal(lease)).isEqualTo(Renewal.PAUSED);
    assertThat(admin.relays()).extracting(RelayReport::paused).containsExactly(true);
    assertThat(postgres.texts("SELECT action || ' ' || subject FROM " + schema + ".audit"))
        .containsExactly("pause orders");

    postgres.execute(page.take("the switch, installed before the release"));
    String asked = page.take("asked in each transaction that appends, before its first append");
    String moment = page.take("the moment of the switch");
    try (Connection appending = postgres.begin();
        Statement statement = appending.createStatement()) {
      statement.execute(asked);
      assertGivesUp(moment);
      appending.commit();
    }
    assertThat(postgres.texts(asked)).containsExactly("f");
    postgres.execute(moment);
    assertThat(postgres.texts(asked)).containsExactly("t");

    append("customer-1", "{}");
    String waits = page.take("what waits for our relay");
    assertThat(postgres.texts("SELECT paused || ' ' || backlog FROM (%s) w".formatted(bare(waits))))
        .containsExactly("true 1");
    assertThat(admin.resume("orders", new Act("ana", "drained"))).isTrue();
    assertThat(renewal(lease)).isEqualTo(Renewal.HELD);
    postgres.execute(page.take("the end"));
    assertThat(page.left()).isEmpty();
  }

  @Test
  void aHandWrittenOutboxIsMovedAndItsLaterRowsGoToOurs() throws Exception {
    GuidePage page = GuidePage.open("migrating/hand-written.md", schema);
    postgres.execute(
        """
        CREATE TABLE outbox_events (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, aggregate_id text,
          event_type text NOT NULL, payload jsonb, created_at timestamptz NOT NULL DEFAULT now(),
          published_at timestamptz)
        """,
        handWritten("customer-1", 0),
        "UPDATE outbox_events SET published_at = now()",
        handWritten("customer-1", 1),
        handWritten("customer-2", 2),
        handWritten("customer-1", 3),
        // Read in another order than it was inserted.
        "UPDATE outbox_events SET topic = topic WHERE id = 2");
    String drained = page.take("drained");
    assertThat(postgres.number(drained)).isEqualTo(3);

    String move = page.take("move");
    String moment = withMove(page.take("the moment of the switch, by a trigger"), move);
    try (Connection appending = postgres.begin();
        Statement statement = appending.createStatement()) {
      statement.execute(handWritten("customer-1", 4));
      assertGivesUp(moment);
      appending.commit();
    }
    postgres.execute(moment);
    assertThat(postgres.number(drained)).isZero();
    postgres.execute(handWritten("customer-1", 5), move);
    assertThat(postgres.number(drained)).isZero();
    append("customer-1", "{\"n\": 6}");
    postgres.execute(page.take("the end of the trigger"), handWritten("customer-1", 7));

    assertThat(published())
        .containsExactly(
            "order-events customer-1 OrderPlaced {\"n\": 1} {event-id=2}",
            "order-events customer-2 OrderPlaced {\"n\": 2} {event-id=3}",
            "order-events customer-1 OrderPlaced {\"n\": 3} {event-id=4}",
            "order-events customer-1 OrderPlaced {\"n\": 4} {event-id=5}",
            "order-events customer-1 OrderPlaced {\"n\": 5} {event-id=6}",
            "order-events customer-1 OrderPlaced {\"n\": 6} {}");
    assertThat(page.left()).isEmpty();
  }

  @Test
  void callsOfGruelboxThatAreMessagesAreMoved() throws Exception {
    GuidePage page = GuidePage.open("migrating/gruelbox.md", schema);
    postgres.execute(
        """
        CREATE TABLE TXNO_OUTBOX (
          id varchar(36) PRIMARY KEY, invocation text, nextAttemptTime timestamp(6), attempts int,
          blocked boolean, version int, uniqueRequestId varchar(250) UNIQUE, processed boolean,
          lastAttemptTime timestamp(6), topic varchar(250) NOT NULL DEFAULT '*', seq bigint)
        """,
        call("KafkaSender", "orders", "2", 12, false),
        call("KafkaSender", "orders", "1", 13, false),
        call("KafkaSender", "orders", "0", 11, true),
        call("KafkaSender", "*", "NULL", 15, false),
        call("KafkaSender", "*", "NULL", 14, false),
        call("MailSender", "*", "NULL", 16, false));
    String drained = bare(page.take("drained"));
    assertThat(waiting(drained)).containsExactly("* 3 0", "orders 2 0");

    String move = page.take("move");
    postgres.execute(move, move);

    assertThat(waiting(drained)).as("not a message").containsExactly("* 1 0");
    assertThat(published())
        .containsExactly(
            "order-events customer-14 OrderPlaced {\"n\": 14} {}",
            "order-events customer-15 OrderPlaced {\"n\": 15} {}",
            "order-events customer-13 OrderPlaced {\"n\": 13} {}",
            "order-events customer-12 OrderPlaced {\"n\": 12} {}");
    assertThat(page.left()).isEmpty();
  }

  @Test
  void recordsOfNamastackAreMovedByTheirRoutes() throws Exception {
    GuidePage page = GuidePage.open("migrating/namastack.md", schema);
    postgres.execute(
        """
        CREATE TABLE outbox_record (
          id varchar(255) NOT NULL PRIMARY KEY, status varchar(20) NOT NULL,
          record_key varchar(255) NOT NULL, record_type varchar(255) NOT NULL, payload text NOT NULL,
          context text, created_at timestamptz NOT NULL, completed_at timestamptz,
          failure_count int NOT NULL, failure_reason varchar(1000), next_retry_at timestamptz NOT NULL,
          partition_no integer NOT NULL, handler_id varchar(1000) NOT NULL)
        """,
        namastack("NEW", "OrderCancelled", 3, "orders.kafka"),
        namastack("FAILED", "OrderPlaced", 2, "orders.kafka"),
        namastack("COMPLETED", "OrderPlaced", 1, "orders.kafka"),
        namastack("NEW", "OrderPlaced", 4, "orders.mail"),
        namastack("NEW", "Unrouted", 5, "orders.kafka"));
    String drained = bare(page.take("drained")) + " ORDER BY status";
    assertThat(postgres.texts(drained)).containsExactly("FAILED", "NEW");

    String move = page.take("move");
    postgres.execute(move, move);

    assertThat(postgres.texts("SELECT payload FROM outbox_record ORDER BY created_at"))
        .as("published, of another handler, without a route")
        .containsExactly("{\"n\": 1}", "{\"n\": 4}", "{\"n\": 5}");
    assertThat(published())
        .containsExactly(
            "order-events customer-1 OrderPlaced {\"n\": 2} {}",
            "order-events customer-1 OrderCancelled {\"n\": 3} {}");
    assertThat(page.left()).isEmpty();
  }

  @Test
  void publicationsOfSpringModulithAreMovedFromBothOfItsSchemas() throws Exception {
    GuidePage page = GuidePage.open("migrating/spring-modulith.md", schema);
    String incomplete = page.take("what is incomplete");
    String move = page.take("move");
    String table =
        """
        CREATE TABLE event_publication (
          id uuid NOT NULL PRIMARY KEY, listener_id text NOT NULL, event_type text NOT NULL,
          serialized_event text NOT NULL, publication_date timestamptz NOT NULL,
          completion_date timestamptz%s)
        """;
    for (String more :
        List.of("", ", status text, completion_attempts int, last_resubmission_date timestamptz")) {
      postgres.execute(
          table.formatted(more),
          modulith("EventExternalizerModuleListener", "OrderCancelled", 3),
          modulith("DelegatingEventExternalizer", "OrderPlaced", 2),
          modulith("EventExternalizerModuleListener", "OrderPlaced", 1),
          "UPDATE event_publication SET completion_date = now()"
              + " WHERE serialized_event LIKE '%: 1}'",
          modulith("ListenerOfAModule", "OrderPlaced", 4)
              .replace("org.springframework.modulith.events.support.", "com.example."),
          modulith("EventExternalizerModuleListener", "Unrouted", 5));
      assertThat(postgres.texts(incomplete)).hasSize(4);
      postgres.execute(move, move);
      assertThat(postgres.texts(incomplete)).as("a module's, and one without a route").hasSize(2);
      postgres.execute("DROP TABLE event_publication");
    }
    String placed =
        "order-events customer-2 OrderPlaced {\"customer\": \"customer-2\", \"n\": 2} {}";
    String cancelled =
        "order-events customer-3 OrderCancelled {\"customer\": \"customer-3\", \"n\": 3} {}";
    assertThat(published()).containsExactly(placed, cancelled, placed, cancelled);
    assertThat(page.left()).isEmpty();
  }

  @Test
  void whatIsInsertedForDebeziumGoesToOursAndTheLastRowDoesNot() throws Exception {
    GuidePage page = GuidePage.open("migrating/debezium.md", schema);
    String table =
        """
        CREATE TABLE outboxevent (
          id uuid NOT NULL PRIMARY KEY, aggregatetype varchar(255) NOT NULL,
          aggregateid varchar(255) NOT NULL, type varchar(255) NOT NULL, payload %s)
        """;
    postgres.execute(table.formatted("jsonb"), page.take("the moment of the switch, by a trigger"));
    postgres.execute(debezium(1, ""), debezium(2, ""));
    assertThat(postgres.texts(page.take("where the switch is, in the log of the database")))
        .hasSize(1);
    postgres.execute(page.take("a last row"));
    assertThat(postgres.texts("SELECT aggregatetype FROM outboxevent")).containsExactly("last");
    assertThat(postgres.texts(page.take("drained"))).as("no slot here").isEmpty();

    postgres.execute(
        "DROP TABLE outboxevent",
        table.formatted("varchar(8000), \"timestamp\" timestamp NOT NULL"),
        debezium(4, ", '2026-01-31 12:01'"),
        debezium(3, ", '2026-01-31 12:00'"),
        debezium(0, ", '2026-01-31 10:00'"));
    String move = page.take("move");
    postgres.execute(move, move);
    assertThat(postgres.number("SELECT count(*) FROM outboxevent")).as("long published").isOne();

    List<Entry> entries = entries();
    assertThat(entries)
        .extracting(entry -> entry.id().toString())
        .containsExactly(uuid(1), uuid(2), uuid(3), uuid(4));
    assertThat(entries)
        .extracting(MigratingGuideIT::line)
        .first()
        .isEqualTo("outbox.event.Order customer-1 OrderPlaced {\"n\": 1} {}");
    assertThat(entries.get(2).occurredAt()).hasToString("2026-01-31T12:00:00Z");
    assertThat(page.left()).isEmpty();
  }

  private static String handWritten(String key, int n) {
    return """
    INSERT INTO outbox_events (topic, aggregate_id, event_type, payload)
    VALUES ('order-events', '%s', 'OrderPlaced', '{"n": %d}')
    """
        .formatted(key, n);
  }

  private static String call(String type, String topic, String seq, int n, boolean processed) {
    String argument = "{\"t\": \"String\", \"v\": \"%s\"}";
    String invocation =
        "{\"c\": \"com.example.%s\", \"m\": \"send\", \"p\": [], \"a\": [%s, %s, %s, %s], \"x\": null}"
            .formatted(
                type,
                argument.formatted("order-events"),
                argument.formatted("customer-" + n),
                argument.formatted("OrderPlaced"),
                argument.formatted("{\\\"n\\\": " + n + "}"));
    return """
    INSERT INTO txno_outbox (id, invocation, nextattempttime, attempts, blocked, version, processed, topic, seq)
    VALUES ('%s', '%s', timestamp '2026-01-31' + interval '%d min', 0, false, 0, %s, '%s', %s)
    """
        .formatted(uuid(n), invocation, n, processed, topic, seq);
  }

  private List<String> waiting(String drained) throws SQLException {
    return postgres.texts(
        "SELECT concat_ws(' ', topic, waiting, blocked) FROM (%s) d ORDER BY topic"
            .formatted(drained));
  }

  private static String namastack(String status, String type, int n, String handler) {
    return """
    INSERT INTO outbox_record
    VALUES ('%s', '%s', 'customer-1', 'com.example.%s', '{"n": %d}', NULL,
            now() + interval '%d s', NULL, 0, NULL, now(), 7, '%s')
    """
        .formatted(uuid(n), status, type, n, n, handler);
  }

  private static String modulith(String listener, String type, int n) {
    return """
    INSERT INTO event_publication (id, listener_id, event_type, serialized_event, publication_date)
    VALUES ('%s', 'org.springframework.modulith.events.support.%s.externalize(java.lang.Object)',
            'com.example.%s', '{"customer": "customer-%d", "n": %d}', now() + interval '%d s')
    """
        .formatted(uuid(n), listener, type, n, n, n);
  }

  private static String debezium(int n, String more) {
    return "INSERT INTO outboxevent VALUES ('%s', 'Order', 'customer-1', 'OrderPlaced', '{\"n\": %d}'%s)"
        .formatted(uuid(n), n, more);
  }

  private static String uuid(int n) {
    return "8f14e45f-ceea-4c6e-8b1d-%012d".formatted(n);
  }

  /** The switch in whose transaction the old rows come as well. */
  private static String withMove(String moment, String move) {
    assertThat(moment).containsOnlyOnce("COMMIT;");
    return moment.replace("COMMIT;", move + "COMMIT;");
  }

  private static String bare(String query) {
    return query.strip().replaceAll(";$", "");
  }

  /** Somebody appends the old way: the switch waits for him, but not for ever. */
  private void assertGivesUp(String moment) throws SQLException {
    assertThat(moment).contains("lock_timeout = '2s'");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> postgres.execute(moment.replace("'2s'", "'50ms'")))
        .returns(LOCK_NOT_AVAILABLE, SQLException::getSQLState);
  }

  private void append(String key, String payload) throws SQLException {
    try (Connection tx = postgres.begin()) {
      JdbcOutbox.builder()
          .schema(schema)
          .build()
          .append(
              tx,
              Message.builder()
                  .topic("order-events")
                  .key(key)
                  .type("OrderPlaced")
                  .text(payload)
                  .build());
      tx.commit();
    }
  }

  private Renewal renewal(Lease lease) {
    return store.renew(RelayByHand.ORDERS, lease, LEASE, Heartbeat.HEALTHY);
  }

  private List<Entry> entries() {
    RelayByHand relay = new RelayByHand(store, RelayByHand.ORDERS);
    relay.takeOver("node-1");
    return relay.claimAndConfirmAll();
  }

  private List<String> published() {
    return entries().stream().map(MigratingGuideIT::line).toList();
  }

  private static String line(Entry entry) {
    return String.join(
        " ",
        entry.topic(),
        entry.key(),
        entry.type(),
        new String(entry.payload(), StandardCharsets.UTF_8),
        entry.headers().toString());
  }
}
