package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Two forgotten transactions of a database: one has written something, the other has taken a
 * snapshot ({@code REPEATABLE READ}) and keeps it. While they are open no dead row can be removed.
 */
final class HeldSnapshot implements AutoCloseable {
  private static final int VALID_SECONDS = 10;

  private final Connection writer;
  private final Connection reader;

  HeldSnapshot(String databaseUrl) throws SQLException {
    writer =
        begin(databaseUrl, Connection.TRANSACTION_READ_COMMITTED, "SELECT pg_current_xact_id()");
    reader = begin(databaseUrl, Connection.TRANSACTION_REPEATABLE_READ, "SELECT 1");
  }

  private static Connection begin(String url, int isolation, String sql) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(isolation);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  /**
   * Makes sure that what was measured was measured beside it.
   *
   * @throws SQLException if one of the transactions was ended by somebody
   */
  void checkStillHeld() throws SQLException {
    if (!writer.isValid(VALID_SECONDS) || !reader.isValid(VALID_SECONDS)) {
      throw new SQLException("the snapshot was not held until the end");
    }
  }

  @Override
  public void close() throws SQLException {
    try (writer) {
      reader.close();
    }
  }
}
