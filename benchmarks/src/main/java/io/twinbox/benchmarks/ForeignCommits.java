package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Transactions that have nothing to do with the outbox. Not thread-safe. */
final class ForeignCommits implements AutoCloseable {
  private final Connection connection;

  ForeignCommits(String databaseUrl) throws SQLException {
    connection = DriverManager.getConnection(databaseUrl);
  }

  /** Commits one. */
  void commit() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_current_xact_id()");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
