package io.twinbox.jdbc;

import io.twinbox.Message;
import io.twinbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Concurrent business transactions in all the ways that make reading a log hard: row locks, ids of
 * transactions drawn long before the first append, savepoints rolled back, roll-backs, transactions
 * prepared here and committed by another session, long ones, and {@code synchronous_commit=off}.
 *
 * <p>Each entry carries its key's counter, which is drawn under the lock of the key's row and
 * rolled back with it: what is committed for a key is 1, 2, 3, … in the order of its transactions.
 */
final class Storm implements AutoCloseable {
  static final int WRITERS = 14;
  private static final int KEYS = 40;
  private static final String SLOW_KEY = "slow";

  private final PostgresFixture postgres;
  private final String schema;
  private final long seed;
  private final Outbox outbox;
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private final ScheduledExecutorService finisher = Executors.newScheduledThreadPool(2);
  private final List<Future<?>> prepared = new ArrayList<>();
  private final AtomicLong committed = new AtomicLong();

  Storm(PostgresFixture postgres, String schema, long seed) throws SQLException {
    this.postgres = postgres;
    this.schema = schema;
    this.seed = seed;
    this.outbox = JdbcOutbox.builder().schema(schema).build();
    postgres.execute(
        "CREATE TABLE %s.counters (key text PRIMARY KEY, n bigint NOT NULL) WITH (fillfactor = 10)"
            .formatted(schema),
        "INSERT INTO %s.counters SELECT 'key-' || i, 0 FROM generate_series(0, %d) i"
            .formatted(schema, KEYS - 1),
        "INSERT INTO %s.counters VALUES ('%s', 0)".formatted(schema, SLOW_KEY));
  }

  /** Entries committed so far. */
  long committed() {
    return committed.get();
  }

  /** Lets all writers work for a time, and returns when the last transaction has ended. */
  void blow(Duration time) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS - 1; i++) {
      Writer writer = new Writer(new Random(seed * 1_000 + i), i);
      writers.add(() -> writer.writeUntil(end));
    }
    writers.add(() -> writeSlowly(end));
    for (Future<Void> writer : threads.invokeAll(writers)) {
      writer.get();
    }
    synchronized (prepared) {
      for (Future<?> one : prepared) {
        one.get();
      }
    }
  }

  /** Transactions of three seconds, one after the other. */
  private Void writeSlowly(long end) throws SQLException {
    try (Connection tx = postgres.begin()) {
      do {
        drawId(tx);
        append(tx, SLOW_KEY);
        pause(tx, 1_500);
        append(tx, SLOW_KEY);
        pause(tx, 1_500);
        tx.commit();
        committed.addAndGet(2);
      } while (System.nanoTime() < end);
    }
    return null;
  }

  private void append(Connection tx, String key) throws SQLException {
    String next = "UPDATE %s.counters SET n = n + 1 WHERE key = ? RETURNING n".formatted(schema);
    try (PreparedStatement statement = tx.prepareStatement(next)) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        String n = row.getString(1);
        outbox.append(tx, Message.builder().topic("t").key(key).type("T").text(n).build());
      }
    }
  }

  private static void drawId(Connection tx) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute("SELECT pg_current_xact_id()");
    }
  }

  /** A transaction that takes its time: spent in the database, with the transaction open. */
  private static void pause(Connection tx, int millis) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute("SELECT pg_sleep(" + millis / 1000.0 + ")");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    finisher.shutdownNow();
  }

  /** One session that writes one transaction after the other, each of a random kind. */
  private final class Writer {
    private final Random random;
    private final int number;
    private int transactions;

    Writer(Random random, int number) {
      this.random = random;
      this.number = number;
    }

    Void writeUntil(long end) throws SQLException {
      try (Connection tx = postgres.begin()) {
        if (number % 4 == 0) {
          try (Statement statement = tx.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            tx.commit();
          }
        }
        while (System.nanoTime() < end) {
          transaction(tx);
        }
      }
      return null;
    }

    private void transaction(Connection tx) throws SQLException {
      transactions++;
      if (random.nextInt(3) == 0) {
        drawId(tx);
        pause(tx, random.nextInt(40));
      }
      int entries = appendSome(tx);
      if (random.nextInt(4) == 0) {
        pause(tx, random.nextInt(20));
      }
      int dice = random.nextInt(100);
      if (dice < 15) {
        tx.rollback();
      } else if (dice < 20) {
        prepare(tx, entries, random.nextInt(5) > 0, random.nextInt(300));
      } else {
        tx.commit();
        committed.addAndGet(entries);
      }
    }

    /** Keys in one direction only, so that no two transactions wait for each other. */
    private int appendSome(Connection tx) throws SQLException {
      int entries = 0;
      for (int key = random.nextInt(KEYS); key < KEYS; key += 1 + random.nextInt(KEYS)) {
        Savepoint savepoint = random.nextInt(4) == 0 ? tx.setSavepoint() : null;
        append(tx, "key-" + key);
        if (savepoint == null) {
          entries++;
        } else if (random.nextBoolean()) {
          tx.rollback(savepoint);
        } else {
          tx.releaseSavepoint(savepoint);
          entries++;
        }
      }
      return entries;
    }

    private void prepare(Connection tx, int entries, boolean commit, int millis)
        throws SQLException {
      String name = schema + "_" + number + "_" + transactions;
      try (Statement statement = tx.createStatement()) {
        statement.execute("PREPARE TRANSACTION '" + name + "'");
      }
      tx.rollback(); // The driver still takes the transaction for open.
      Callable<Void> end =
          () -> {
            postgres.execute((commit ? "COMMIT" : "ROLLBACK") + " PREPARED '" + name + "'");
            committed.addAndGet(commit ? entries : 0);
            return null;
          };
      synchronized (prepared) {
        prepared.add(finisher.schedule(end, millis, TimeUnit.MILLISECONDS));
      }
    }
  }
}
