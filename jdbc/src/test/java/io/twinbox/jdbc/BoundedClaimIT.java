package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a claim costs, in pages: as much as its window, whatever the history, however long
 * somebody's transaction lives, and whatever the planner knows.
 */
@OnEachPostgres
class BoundedClaimIT {
  private static final int WINDOW = 5_000;
  private static final int STRAGGLERS = 200_000;
  private static final List<String> MODES = List.of("force_generic_plan", "force_custom_plan");

  private final PostgresFixture postgres;

  BoundedClaimIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Test
  void aClaimReadsItsWindowAndNotTheHistory() throws SQLException {
    readsOnlyItsWindow(500_000);
  }

  @Test
  @Tag("soak")
  void aClaimReadsItsWindowAndNotAHistoryOfMillions() throws SQLException {
    readsOnlyItsWindow(5_000_000);
  }

  private void readsOnlyItsWindow(int history) throws SQLException {
    Log log = new Log(postgres);
    log.fill(history);
    try (Connection writer = postgres.begin();
        Connection reader = postgres.begin()) {
      log.append(writer, 10, "6");
      holdSnapshot(reader);
      log.skipHistory();
      log.fill(2 * WINDOW);
      log.claimsCheaply("never analyzed");
      postgres.execute("ANALYZE " + log.schema + ".outbox");
      log.claimsCheaply("analyzed");
      writer.commit();
      Reading late = log.relay.read(new ReadLimits(4 * WINDOW, 1L << 30, 1L << 40));
      assertThat(late.entries()).as("the late commit first").hasSize(2 * WINDOW + 10);
    }
  }

  @Test
  void aLargeStragglerIsReadInWindowsByItsTransaction() throws SQLException {
    Log log = new Log(postgres);
    try (Connection straggler = postgres.begin()) {
      log.append(straggler, STRAGGLERS, "6");
      log.skipHistory();
      log.fill(WINDOW);
      straggler.commit();
    }
    ReadLimits limits = new ReadLimits(WINDOW, 1L << 30, 1L << 40);
    long last = 0;
    int read = 0;
    while (read < STRAGGLERS + WINDOW) {
      Reading reading = log.relay.read(limits);
      for (Entry entry : reading.entries()) {
        assertThat(entry.seq()).isGreaterThan(last);
        last = entry.seq();
      }
      if (read % 50_000 == 0 && read < STRAGGLERS) {
        log.readsStragglersCheaply(reading.window());
      }
      read += reading.entries().size();
      log.relay.claim(reading);
    }
    assertThat(log.relay.read(limits).entries()).isEmpty();
  }

  /** For hours, as a forgotten session or a report would. */
  private static void holdSnapshot(Connection reader) throws SQLException {
    reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    reader.createStatement().execute("SELECT 1 FROM pg_class LIMIT 1");
  }

  /** A log of a schema of its own, filled by the server itself. */
  private static final class Log {
    final PostgresFixture postgres;
    final String schema;
    final RelayByHand relay;
    final WindowRead.Sql sql;

    Log(PostgresFixture postgres) throws SQLException {
      this.postgres = postgres;
      this.schema = postgres.newSchema();
      this.relay =
          new RelayByHand(
              JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build(),
              RelayByHand.ORDERS);
      this.sql =
          WindowRead.Sql.of(
              new Database(postgres.dataSource(), new SchemaName(schema), Duration.ofSeconds(30)));
      relay.takeOver("node-1");
    }

    /** In transactions of some thousand entries, spread over the slots by time. */
    void fill(int entries) throws SQLException {
      int part = Math.max(WINDOW, entries / 50);
      try (Connection tx = postgres.begin()) {
        for (int done = 0; done < entries; done += part) {
          append(tx, Math.min(part, entries - done), String.valueOf(done * 6L / entries));
          tx.commit();
        }
      }
    }

    void append(Connection tx, int entries, String slot) throws SQLException {
      tx.createStatement()
          .execute(
              """
              INSERT INTO %s.outbox (slot, id, topic, key, type, payload)
              SELECT %s, gen_random_uuid(), 'orders', 'k' || i %% 100, 'T', repeat('x', 60)::bytea
              FROM generate_series(1, %d) i
              """
                  .formatted(schema, slot, entries));
    }

    /** Writes two rows of the journal that put everything visible now behind the relay. */
    void skipHistory() throws SQLException {
      for (int i = 0; i < 2; i++) {
        List<String> now =
            postgres.texts(
                """
                SELECT unnest(ARRAY[pg_current_snapshot()::text, last_value::text])
                FROM %s.outbox_seq
                """
                    .formatted(schema));
        long high = Long.parseLong(now.get(1));
        long low = relay.committedHigh();
        relay.claim(
            new Reading(
                new Window(now.get(0), now.get(0), low, low, high, high, high), new ArrayList<>()));
      }
    }

    void claimsCheaply(String when) throws SQLException {
      Window window = relay.read(new ReadLimits(WINDOW, 1L << 30, 1L << 40)).window();
      JournalHead head = relay.head();
      assertThat(window.fromLow()).as("after row %s", head.no()).isPositive();
      try (Connection connection = postgres.connect()) {
        for (String mode : MODES) {
          String round = when + ", " + mode;
          Explained claim = fresh(connection, mode, window, WINDOW);
          check(round + ", fresh", claim, WINDOW);
          check(round + ", stragglers", stragglers(connection, mode, window), 0);
          check(round + ", idle", fresh(connection, mode, atTheEnd(window), WINDOW), 0);
        }
      }
    }

    void readsStragglersCheaply(Window window) throws SQLException {
      try (Connection connection = postgres.connect()) {
        for (String mode : MODES) {
          check(mode + ", straggler", stragglers(connection, mode, window), WINDOW);
        }
      }
    }

    private static Window atTheEnd(Window window) {
      return new Window(
          window.fromSnapshot(),
          window.toSnapshot(),
          window.high(),
          window.high(),
          window.high(),
          window.high(),
          window.high());
    }

    private Explained fresh(Connection connection, String mode, Window window, int entries)
        throws SQLException {
      long start = Math.max(window.lo(), window.fromLow());
      return Explained.run(
          connection,
          mode,
          sql.fresh(),
          "int, bigint, bigint, text, text, text, text, uuid, int",
          List.of(
              "2000",
              String.valueOf(start),
              String.valueOf(window.high()),
              "'" + window.fromSnapshot() + "'",
              "'" + window.toSnapshot() + "'",
              "'kafka'",
              "'" + RelayByHand.ORDERS.name() + "'",
              "'" + relay.head().run() + "'",
              String.valueOf(entries)));
    }

    private Explained stragglers(Connection connection, String mode, Window window)
        throws SQLException {
      List<Long> running = Snapshot.parse(window.fromSnapshot()).running();
      String xids =
          running.stream().map(xid -> "'" + xid + "'").reduce((a, b) -> a + "," + b).orElseThrow();
      return Explained.run(
          connection,
          mode,
          sql.stragglers(),
          "text[], int, bigint, bigint, text, int, text, uuid, int",
          List.of(
              "ARRAY[" + xids + "]",
              "2000",
              String.valueOf(window.lo()),
              String.valueOf(Math.min(window.fromLow(), window.high())),
              "'kafka'",
              String.valueOf(WINDOW),
              "'" + RelayByHand.ORDERS.name() + "'",
              "'" + relay.head().run() + "'",
              String.valueOf(WINDOW)));
    }

    /** A page holds some 50 of these entries; the rest is the way down 16 indexes. */
    private static void check(String round, Explained explained, long rows) {
      assertThat(explained.rows()).as(round).isEqualTo(rows);
      assertThat(explained.pages())
          .as("%s: pages, %s", round, explained.plan())
          .isLessThan(100 + rows / 10);
      assertThat(explained.readsAWholePartition()).as("%s: %s", round, explained.plan()).isFalse();
    }
  }
}
