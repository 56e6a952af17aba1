package io.twinbox.jdbc;

import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Runs one piece of SQL work per call on a connection of the data source, and turns its errors into
 * {@link StoreException}s. Thread-safe.
 *
 * <p>Statements are written with the schema {@code twinbox.} as one would paste them into psql;
 * {@link #sql} puts the configured schema in its place.
 */
final class Database {
  private final DataSource dataSource;
  private final SchemaName schema;
  private final int timeoutMillis;

  /**
   * @param timeout longest silence of the server within a call: a connection that leads nowhere
   *     must not hold a thread of the relay for ever
   */
  Database(DataSource dataSource, SchemaName schema, Duration timeout) {
    this.dataSource = dataSource;
    this.schema = schema;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** The statement for the configured schema. */
  String sql(String statement) {
    return schema.in(statement);
  }

  /** Work whose every statement is a transaction of its own. */
  <T> T call(String doing, Work<T> work) {
    return run(doing, true, work);
  }

  /** Work that is one transaction: committed when it returns, rolled back when it throws. */
  <T> T transact(String doing, Work<T> work) {
    return run(
        doing,
        false,
        connection -> {
          try {
            T result = work.run(connection);
            connection.commit();
            return result;
          } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
          }
        });
  }

  private <T> T run(String doing, boolean autoCommit, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      boolean before = connection.getAutoCommit();
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
      if (before != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
      try {
        return work.run(connection);
      } finally {
        if (before != autoCommit && !connection.isClosed()) {
          connection.setAutoCommit(before);
        }
      }
    } catch (SQLException e) {
      throw new StoreException(
          doing + " failed, SQLState:" + e.getSQLState() + ": " + e.getMessage(), e);
    }
  }

  private static void rollback(Connection connection, Exception because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** SQL work on a connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }
}
