package io.twinbox.checker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The ground truth of effects: what a consumer's handlers really did, in tables of its own in their
 * database (PostgreSQL), written in the handlers' transactions and never touched by the product.
 *
 * <p>Nothing here is unique on purpose: a message that takes effect twice must leave two lines.
 * Effects of one key are numbered under a row lock that the transaction keeps until it ends, so
 * their places are the order in which they were made.
 *
 * <p>Thread-safe: every method works on the connection it is given or on one of its own.
 */
public final class EffectLedger {
  private static final String INSTALL =
      """
      CREATE SCHEMA IF NOT EXISTS ledger;
      CREATE TABLE IF NOT EXISTS ledger.turn (
        consumer text   NOT NULL,
        key      text   NOT NULL,
        place    bigint NOT NULL,
        PRIMARY KEY (consumer, key)
      ) WITH (fillfactor = 50);
      CREATE TABLE IF NOT EXISTS ledger.effect (
        consumer   text   NOT NULL,
        message_id uuid   NOT NULL,
        key        text   NOT NULL,
        place      bigint NOT NULL,
        xid        xid8   NOT NULL DEFAULT pg_current_xact_id()
      );
      """;

  private static final String RECORD =
      """
      WITH turn AS (
        INSERT INTO ledger.turn AS t (consumer, key, place)
        VALUES (?, ?, 1)
        ON CONFLICT (consumer, key) DO UPDATE SET place = t.place + 1
        RETURNING consumer, key, place
      )
      INSERT INTO ledger.effect (consumer, message_id, key, place)
      SELECT consumer, ?, key, place FROM turn
      """;

  /** The turns tell it as well as the lines, and there are fewer of them. */
  private static final String COUNT =
      "SELECT coalesce(sum(place), 0) FROM ledger.turn WHERE consumer = ?";

  private static final String READ =
      "SELECT message_id, key, place FROM ledger.effect WHERE consumer = ? ORDER BY key, place";

  private static final int FETCH_SIZE = 5_000;

  private final DataSource dataSource;
  private final String consumer;

  /**
   * A ledger in the database behind {@code dataSource}.
   *
   * @param consumer whose effects; several may share a database
   */
  public EffectLedger(DataSource dataSource, String consumer) {
    this.dataSource = dataSource;
    this.consumer = consumer;
  }

  /** Creates schema {@code ledger} and the two tables where they are missing. */
  public void install() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(INSTALL);
    }
  }

  /** Notes an effect of {@code tx}. The line lives and dies with the transaction. */
  public void record(Connection tx, UUID messageId, String key) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(RECORD)) {
      statement.setString(1, consumer);
      statement.setString(2, key);
      statement.setObject(3, messageId);
      statement.executeUpdate();
    }
  }

  /** How many effects have been committed so far. */
  public long committed() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setString(1, consumer);
      try (ResultSet count = statement.executeQuery()) {
        count.next();
        return count.getLong(1);
      }
    }
  }

  /** Hands every committed effect to {@code reader}, those of a key by place. */
  public void forEach(Consumer<Effect> reader) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false); // the driver streams only inside a transaction
      try (PreparedStatement statement = connection.prepareStatement(READ)) {
        statement.setFetchSize(FETCH_SIZE);
        statement.setString(1, consumer);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            reader.accept(
                new Effect(rows.getObject(1, UUID.class), rows.getString(2), rows.getLong(3)));
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /**
   * Compares the effects with the messages that should have had them. Call it when all is quiet: a
   * message that is still on its way counts as missing.
   *
   * @param messages all that the consumer should have handled, each with a key
   * @throws IllegalStateException if the ledger of messages contradicts itself
   */
  public EffectVerdict check(Ledger messages) throws SQLException {
    EffectExamination examination = new EffectExamination();
    messages.forEach(examination::expect);
    forEach(examination::see);
    return examination.verdict();
  }
}
