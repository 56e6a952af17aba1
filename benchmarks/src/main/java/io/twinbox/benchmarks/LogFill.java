package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Fills a table with messages, {@value #PER_TRANSACTION} per transaction: the rows lie as they
 * would after that many business transactions.
 */
final class LogFill {
  /** The type of every message. */
  static final String TYPE = "OrderPlaced";

  /** Messages of a transaction. */
  static final int PER_TRANSACTION = 100;

  private static final Schedule NO_PACE = new Schedule(System.nanoTime(), Double.MAX_VALUE);

  private static final String INSERT =
      """
      INSERT INTO %s (id, topic, key, type, payload)
      SELECT id, ?, key, ?, payload FROM unnest(?::uuid[], ?::text[], ?::bytea[]) AS m(id, key, payload)
      """;

  private final String url;
  private final LongConsumer progress;

  /**
   * Fills tables of one database.
   *
   * @param progress told the number of messages written since the last call
   */
  LogFill(String url, LongConsumer progress) {
    this.url = url;
    this.progress = progress;
  }

  /** Appends the next {@code messages} samples, all to one topic, as fast as it can. */
  void fill(LogTable table, Samples samples, long messages, String topic) throws SQLException {
    fill(table, samples, messages, topic, NO_PACE);
  }

  /** The same, a transaction at each event of a schedule. */
  void fill(LogTable table, Samples samples, long messages, String topic, Schedule pace)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(INSERT.formatted(table.qualifiedName()))) {
      // The fill is not what is measured; a checkpoint makes it durable before anybody reads.
      statement.execute("SET synchronous_commit = off");
      insert.setString(1, topic);
      insert.setString(2, TYPE);
      long event = 0;
      for (long left = messages; left > 0; left -= PER_TRANSACTION) {
        int rows = (int) Math.min(PER_TRANSACTION, left);
        pace.await(event++);
        bind(insert, samples, rows);
        insert.executeUpdate();
        progress.accept(rows);
      }
    }
  }

  private static void bind(PreparedStatement insert, Samples samples, int rows)
      throws SQLException {
    UUID[] ids = new UUID[rows];
    String[] keys = new String[rows];
    byte[][] payloads = new byte[rows][];
    for (int i = 0; i < rows; i++) {
      Sample sample = samples.next();
      ids[i] = sample.id();
      keys[i] = sample.key();
      payloads[i] = sample.payload();
    }
    Connection connection = insert.getConnection();
    insert.setArray(3, connection.createArrayOf("uuid", ids));
    insert.setArray(4, connection.createArrayOf("text", keys));
    insert.setArray(5, connection.createArrayOf("bytea", payloads));
  }
}
