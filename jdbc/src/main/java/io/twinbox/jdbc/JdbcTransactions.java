package io.twinbox.jdbc;

import io.twinbox.spi.StoreException;
import io.twinbox.spi.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Transactions of plain JDBC: each takes a connection from the data source and gives it back as it
 * was. Thread-safe.
 *
 * <p>Must lead to the database of the {@link JdbcInboxStore}. The isolation level is the data
 * source's.
 */
public final class JdbcTransactions implements Transactions {
  /**
   * Longest silence of the server while a handler waits for a statement: a connection that leads
   * nowhere must not hold a consumer for ever.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

  private final DataSource dataSource;
  private final int timeoutMillis;

  private JdbcTransactions(DataSource dataSource, Duration timeout) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** Transactions on a database, by way of a pool. */
  public static JdbcTransactions of(DataSource dataSource) {
    return of(dataSource, DEFAULT_TIMEOUT);
  }

  /**
   * Transactions on a database, by way of a pool.
   *
   * @param timeout longest silence of the server within one statement; positive
   */
  public static JdbcTransactions of(DataSource dataSource, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + timeout);
    }
    return new JdbcTransactions(dataSource, timeout);
  }

  @Override
  public <T> T run(Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      int timeout = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
      connection.setAutoCommit(false);
      try {
        return commit(connection, work);
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(autoCommit);
          connection.setNetworkTimeout(Runnable::run, timeout);
        }
      }
    } catch (SQLException e) {
      throw new StoreException(
          "the handlers' transaction failed, SQLState:" + e.getSQLState() + ": " + e.getMessage(),
          e);
    }
  }

  private static <T> T commit(Connection connection, Work<T> work) throws SQLException {
    try {
      T result = work.in(connection);
      connection.commit();
      return result;
    } catch (Throwable e) {
      rollback(connection, e);
      throw e;
    }
  }

  private static void rollback(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
