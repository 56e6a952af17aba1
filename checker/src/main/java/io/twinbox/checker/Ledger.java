package io.twinbox.checker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The ground truth of commits: tables of its own in the writers' database (PostgreSQL), written in
 * the very transactions that append, and never touched by the product. A line is there if and only
 * if its transaction committed.
 *
 * <p>Order is known through a counter per topic and key. {@link #draw} increments it under its row
 * lock, which the transaction keeps until it ends. So of two transactions with the same key the one
 * with the higher number began to append after the other had committed: the counter <em>is</em> the
 * causal order. Draw before you append; drawing afterwards would test an order nobody promised.
 *
 * <p>Thread-safe: every method works on the connection it is given or on one of its own.
 */
public final class Ledger {
  private static final String INSTALL =
      """
      CREATE SCHEMA IF NOT EXISTS ledger;
      CREATE TABLE IF NOT EXISTS ledger.lane (
        topic   text   NOT NULL,
        key     text   NOT NULL,
        counter bigint NOT NULL,
        PRIMARY KEY (topic, key)
      ) WITH (fillfactor = 50);
      CREATE TABLE IF NOT EXISTS ledger.line (
        message_id  uuid   NOT NULL,
        topic       text   NOT NULL,
        key         text,
        counter     bigint NOT NULL,
        fingerprint bigint NOT NULL,
        writer      int    NOT NULL,
        xid         xid8   NOT NULL DEFAULT pg_current_xact_id()
      );
      """;

  private static final String DRAW =
      """
      INSERT INTO ledger.lane AS l (topic, key, counter)
      VALUES (?, ?, 1)
      ON CONFLICT (topic, key) DO UPDATE SET counter = l.counter + 1
      RETURNING counter
      """;

  private static final String RECORD =
      """
      INSERT INTO ledger.line (message_id, topic, key, counter, fingerprint, writer)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String COUNT = "SELECT count(*) FROM ledger.line";

  private static final String READ =
      "SELECT message_id, topic, key, counter, fingerprint, writer FROM ledger.line";

  private static final int FETCH_SIZE = 5_000;

  private final DataSource dataSource;

  /** A ledger in the database behind {@code dataSource}. */
  public Ledger(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Creates schema {@code ledger} and its two tables where they are missing. */
  public void install() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(INSTALL);
    }
  }

  /**
   * The next number of a key, from 1, under a row lock that {@code tx} keeps until it ends. Waits
   * for other transactions with the same key; take several keys in one order to avoid deadlocks.
   */
  public long draw(Connection tx, String topic, String key) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(DRAW)) {
      statement.setString(1, topic);
      statement.setString(2, key);
      try (ResultSet counter = statement.executeQuery()) {
        counter.next();
        return counter.getLong(1);
      }
    }
  }

  /** Notes what {@code tx} appended. The lines live and die with the transaction. */
  public void record(Connection tx, List<LedgerLine> lines) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(RECORD)) {
      for (LedgerLine line : lines) {
        statement.setObject(1, line.id());
        statement.setString(2, line.topic());
        statement.setString(3, line.key());
        statement.setLong(4, line.counter());
        statement.setLong(5, line.fingerprint());
        statement.setInt(6, line.writer());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** How many messages have been committed so far. */
  public long committed() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery(COUNT)) {
      count.next();
      return count.getLong(1);
    }
  }

  /** Hands every committed line to {@code reader}, in no particular order, in constant memory. */
  public void forEach(Consumer<LedgerLine> reader) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // the driver streams only inside a transaction
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH_SIZE);
        try (ResultSet rows = statement.executeQuery(READ)) {
          while (rows.next()) {
            reader.accept(line(rows));
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static LedgerLine line(ResultSet row) throws SQLException {
    return new LedgerLine(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getInt(6));
  }
}
