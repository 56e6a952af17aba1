package io.twinbox.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * The smallest pool: one connection that stays open, for one thread. A store that is asked
 * thousands of times would otherwise spend its time on logging in.
 */
final class KeptConnection implements DataSource, AutoCloseable {
  private final PooledConnection pooled;

  /**
   * @param url of the database
   * @param setUp statements to run once, such as {@code SET …}
   */
  KeptConnection(String url, String... setUp) throws SQLException {
    PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    source.setUrl(url);
    this.pooled = source.getPooledConnection();
    try (Connection connection = getConnection();
        var statement = connection.createStatement()) {
      for (String sql : setUp) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return pooled.getConnection();
  }

  @Override
  public void close() throws SQLException {
    pooled.close();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
