package io.twinbox.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.spi.Entry;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Purged;
import io.twinbox.spi.Reading;
import io.twinbox.spi.Takeover;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is old and published goes while everybody works; what nobody has published stays. */
@OnEachPostgres
class PurgeIT {
  private static final String OLD_SLOT = "(%1$s.current_slot() + 1) %% 8";

  private static final Duration PACE = Duration.ofMillis(2);

  private final PostgresFixture postgres;
  @RegisterExtension final Threads threads = new Threads();
  private String schema;
  private OutboxStore store;
  private RelayByHand relay;

  PurgeIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void installSchema() {
    schema = postgres.newSchema();
    store = JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    relay = new RelayByHand(store, RelayByHand.ORDERS);
    relay.takeOver("node-1");
  }

  /** With a retention of 6 seconds the ring of 8 slots turns by one each second. */
  @Test
  void oldEntriesDisappearWhileWritersAndARelayWork() throws Exception {
    Schema.named(schema).install(postgres.dataSource(), Duration.ofSeconds(6));
    AtomicBoolean over = new AtomicBoolean();
    List<Future<List<String>>> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "w" + i;
      writers.add(threads.submit(() -> write(name, over)));
    }
    Future<List<String>> reader = threads.submit(() -> relay(over));
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(new SlotsEmptied(), slots -> slots >= 2);
    over.set(true);
    List<String> appended = new ArrayList<>();
    for (Future<List<String>> writer : writers) {
      appended.addAll(writer.get());
    }
    assertThat(reader.get()).containsExactlyInAnyOrderElementsOf(appended);
    assertThat(number("SELECT count(*) FROM %1$s.outbox")).isLessThan(appended.size());
  }

  @Test
  void aTransactionThatHasWrittenIntoTheOldSlotKeepsItUntilItsEntryIsPublished()
      throws SQLException {
    appendOld("a");
    relay.claimAndConfirmAll();
    try (Connection late = postgres.begin()) {
      late.createStatement().execute(old("late"));
      assertThat(purge().kept()).contains("in use by another transaction");
      late.commit();
    }
    assertThat(purge().kept()).contains("waits for channel kafka");
    assertThat(texts(relay.claimAndConfirmAll())).containsExactly("late");
    assertThat(purge().slots()).isOne();
    assertThat(number("SELECT count(*) FROM %1$s.outbox")).isZero();
  }

  @Test
  void aPreparedTransactionKeepsTheSlotUntilItsEntryIsPublished() throws SQLException {
    appendOld("a");
    relay.claimAndConfirmAll();
    try (Connection late = postgres.begin()) {
      late.createStatement().execute(old("late"));
      late.createStatement().execute("PREPARE TRANSACTION 'late_" + schema + "'");
    }
    assertThat(purge().kept()).contains("in use by another transaction");
    postgres.execute("COMMIT PREPARED 'late_" + schema + "'");
    assertThat(purge().kept()).contains("waits for channel kafka");
    assertThat(texts(relay.claimAndConfirmAll())).containsExactly("late");
    assertThat(purge().slots()).isOne();
  }

  /** The purge has seen the slot settled, waits for its lock, and the entry's writer commits. */
  @Test
  void anEntryCommittedBetweenTheLookAndTheLockIsNotPurged() throws Exception {
    appendOld("a");
    relay.claimAndConfirmAll();
    boolean caughtUnderTheLock = false;
    for (int i = 0; i < 20 && !caughtUnderTheLock; i++) {
      try (Connection late = postgres.begin()) {
        late.createStatement().execute(old("late"));
        Future<Purged> purge = threads.submit(this::purge);
        await()
            .pollInterval(Duration.ofMillis(5))
            .until(() -> purge.isDone() || waitingForTheSlot() > 0);
        late.commit();
        assertThat(purge.get().slots()).isZero();
        caughtUnderTheLock = purge.get().kept().contains("written to while");
      }
      assertThat(texts(relay.claimAndConfirmAll())).containsExactly("late");
    }
    assertThat(caughtUnderTheLock).as("caught in one of the rounds").isTrue();
  }

  /** What was settled before a crash may be undone until an owner has looked into the journal. */
  @Test
  void nothingIsPurgedBetweenARestartAndTheNextTakeover() throws SQLException {
    appendOld("a");
    relay.claimAndConfirmAll();
    postgres.execute(sql("UPDATE %1$s.relay_run SET started_at = started_at - interval '1 day'"));
    assertThat(purge().kept()).contains("waits for a takeover");
    relay.takeOver("node-2");
    assertThat(purge().slots()).isOne();
  }

  @Test
  void aBusySlotIsKeptAndWritersWaitNoLongerThanTheLockTimeout() throws Exception {
    appendOld("a");
    relay.claimAndConfirmAll();
    try (Connection report = postgres.begin()) {
      report.createStatement().execute(sql("SELECT count(*) FROM %1$s.outbox"));
      Future<Purged> purge = threads.submit(this::purge);
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> purge.isDone() || waitingForTheSlot() > 0);
      Future<?> writer =
          threads.submit(
              () -> {
                appendOld("b");
                return null;
              });
      writer.get(60, TimeUnit.SECONDS);
      assertThat(purge.get().kept()).contains("in use by another transaction");
    }
    assertThat(texts(relay.claimAndConfirmAll())).containsExactly("b");
    assertThat(purge().slots()).isOne();
  }

  @Test
  void aTransactionLeftOpenElsewhereDoesNotStopThePurge() throws SQLException {
    try (Connection forgotten = postgres.begin()) {
      forgotten.createStatement().execute("SELECT pg_current_xact_id()");
      appendOld("a");
      relay.claimAndConfirmAll();
      Purged purged = purge();
      assertThat(purged.slots()).as(purged.kept()).isOne();
    }
  }

  @Test
  void aThinnedJournalStillTellsStatesAndPositions() throws SQLException {
    for (int i = 0; i < 30; i++) {
      append("published");
      relay.claimAndConfirmAll();
    }
    append("in flight");
    relay.claim(relay.read(RelayByHand.WIDE));
    append("pending");
    String before = states();
    postgres.execute(
        sql("UPDATE %1$s.relay_journal SET at = date_trunc('hour', at) - interval '2 hours'"));
    long rows = number("SELECT count(*) FROM %1$s.relay_journal");

    assertThat(purge().journalRows()).isGreaterThan(rows / 2);

    assertThat(states()).isEqualTo(before);
    Takeover takeover = relay.takeOver("node-2");
    assertThat(takeover.unconfirmed()).hasSize(1);
    assertThat(texts(relay.claimAndConfirmAll())).containsExactly("pending");
  }

  @Test
  void onlyDeadLettersThatSomebodyDecidedAboutAreForgotten() throws SQLException {
    for (String state : List.of("PARKED", "DEAD", "DEAD", "PUBLISHED")) {
      postgres.execute(
          sql("""
              INSERT INTO %1$s.parked (relay, seq, lane, state, attempts, xid, id, channel, topic,
                                       type, content_type, headers, occurred_at, ended_at)
              SELECT 'orders', 100 + count(*), 't', 'STATE', 1, '3', gen_random_uuid(), 'kafka', 't',
                     'T', 'c', '{}', now() - interval '1 year',
                     CASE 'STATE' WHEN 'PARKED' THEN NULL ELSE now() - interval '1 year' END
              FROM %1$s.parked
              """)
              .replace("STATE", state));
    }
    postgres.execute(
        sql("UPDATE %1$s.parked SET discarded_at = now() - interval '1 year' WHERE seq = 102"));

    assertThat(purge().parkedEntries()).isEqualTo(2);

    assertThat(postgres.texts(sql("SELECT state || seq FROM %1$s.parked ORDER BY seq")))
        .containsExactly("PARKED100", "DEAD101");
  }

  // --- what the application and the relay do ----------------------------------------------------

  private List<String> write(String name, AtomicBoolean over) throws SQLException {
    Outbox outbox = JdbcOutbox.builder().schema(schema).build();
    List<String> appended = new ArrayList<>();
    try (Connection tx = postgres.begin()) {
      while (!over.get()) {
        String text = name + "-" + appended.size();
        outbox.append(tx, Message.builder().topic("t").key(name).type("T").text(text).build());
        tx.commit();
        appended.add(text);
        // A steady stream, not a flood: all of it is read back, and the purge wants its turn.
        LockSupport.parkNanos(PACE.toNanos());
      }
    }
    return appended;
  }

  private List<String> relay(AtomicBoolean over) {
    List<String> published = new ArrayList<>();
    while (!over.get()) {
      Reading reading = relay.read(RelayByHand.WIDE);
      relay.confirm(relay.claim(reading).no());
      published.addAll(texts(reading.entries()));
    }
    published.addAll(texts(relay.claimAndConfirmAll()));
    return published;
  }

  /** Purges once each time it is asked; tells how many slots were emptied so far. */
  private final class SlotsEmptied implements Callable<Integer> {
    private int slots;

    @Override
    public Integer call() {
      slots += purge().slots();
      return slots;
    }
  }

  private Purged purge() {
    return store.purge(RelayByHand.ORDERS);
  }

  private void append(String text) throws SQLException {
    postgres.execute(
        sql("INSERT INTO %1$s.outbox (topic, type, payload) VALUES ('t', 'T', '" + text + "')"));
  }

  private void appendOld(String text) throws SQLException {
    postgres.execute(old(text));
  }

  /** An entry as a transaction would write it that began two weeks ago. */
  private String old(String text) {
    return sql(
        "INSERT INTO %1$s.outbox (slot, topic, type, payload, occurred_at) VALUES ("
            + OLD_SLOT
            + ", 't', 'T', '"
            + text
            + "', now() - interval '14 days')");
  }

  private long waitingForTheSlot() throws SQLException {
    return number(
        "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted");
  }

  private String states() throws SQLException {
    return String.join(
        " ", postgres.texts(sql("SELECT state FROM %1$s.outbox_status ORDER BY seq")));
  }

  private long number(String query) throws SQLException {
    return postgres.number(sql(query));
  }

  private String sql(String text) {
    return text.formatted(schema);
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream().map(entry -> new String(entry.payload(), UTF_8)).toList();
  }
}
