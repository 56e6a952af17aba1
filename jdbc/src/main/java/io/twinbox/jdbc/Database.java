package io.twinbox.jdbc;

import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/**
 * Runs one piece of SQL work per call on a connection of the data source, and turns its errors into
 * {@link StoreException}s. Thread-safe.
 *
 * <p>Statements are written with the schema {@code twinbox.} as one would paste them into psql;
 * {@link #sql} puts the configured schema in its place.
 */
final class Database {
  /** Housekeeping may scan a whole slot before the server says a word. */
  private static final Duration PATIENT = Duration.ofMinutes(5);

  private final DataSource dataSource;
  private final SchemaName schema;
  private final int timeoutMillis;
  private final Isolation isolation;

  /**
   * @param timeout longest silence of the server within a call: a connection that leads nowhere
   *     must not hold a thread of the relay for ever
   */
  Database(DataSource dataSource, SchemaName schema, Duration timeout) {
    this(dataSource, schema, timeout, new Isolation());
  }

  private Database(
      DataSource dataSource, SchemaName schema, Duration timeout, Isolation isolation) {
    this.dataSource = dataSource;
    this.schema = schema;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    this.isolation = isolation;
  }

  /** The same database for work that may take long. Nobody waits for it. */
  Database patient() {
    boolean enough = timeoutMillis >= PATIENT.toMillis();
    return enough ? this : new Database(dataSource, schema, PATIENT, isolation);
  }

  /** The statement for the configured schema. */
  String sql(String statement) {
    return schema.in(statement);
  }

  /**
   * A statement that the server plans anew each time, by the sizes its tables have then. A plan
   * that was kept from when a table was empty reads the whole of it later, up to a minute long,
   * until autovacuum has looked at it: for tables that are empty now and hold a hundred thousand
   * rows a minute later. Planning takes about half a millisecond: for statements that do much.
   */
  PreparedStatement planned(Connection connection, String statement) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(sql(statement));
    if (prepared.isWrapperFor(PGStatement.class)) {
      prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
    return prepared;
  }

  /**
   * Work whose every statement is a transaction of its own; one transaction where it has to be said
   * that it is READ COMMITTED.
   */
  <T> T call(String doing, Work<T> work) {
    return run(doing, true, work);
  }

  /** Work that is one transaction: committed when it returns, rolled back when it throws. */
  <T> T transact(String doing, Work<T> work) {
    return run(doing, false, work);
  }

  /** Work within somebody else's transaction, which it does not end. */
  static <T> T within(Connection tx, String doing, Work<T> work) {
    try {
      return work.run(tx);
    } catch (SQLException e) {
      throw failure(doing, e);
    }
  }

  private static StoreException failure(String doing, SQLException e) {
    return new StoreException(
        doing + " failed, SQLState:" + e.getSQLState() + ": " + e.getMessage(), e);
  }

  private <T> T run(String doing, boolean eachForItself, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      Settings before = Settings.of(connection);
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
      T result;
      try {
        boolean readCommitted = isolation.isReadCommitted(connection);
        boolean autoCommit = eachForItself && readCommitted;
        if (before.autoCommit != autoCommit) {
          connection.setAutoCommit(autoCommit);
        }
        result = autoCommit ? work.run(connection) : inTransaction(connection, readCommitted, work);
      } catch (Throwable e) {
        before.restoreAfter(e, connection);
        throw e;
      }
      before.restore(connection);
      return result;
    } catch (SQLException e) {
      throw failure(doing, e);
    }
  }

  private static <T> T inTransaction(Connection connection, boolean readCommitted, Work<T> work)
      throws SQLException {
    try {
      if (!readCommitted) {
        Isolation.readCommitted(connection);
      }
      T result = work.run(connection);
      // Work that ends its transactions itself has none open.
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
      return result;
    } catch (Throwable e) {
      // Errors too: to give the connection back would commit the half that is done.
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

  /**
   * How the pool gave the connection. It may be the application's, and not every pool puts right
   * what its users have changed.
   */
  private record Settings(boolean autoCommit, int timeoutMillis) {
    static Settings of(Connection connection) throws SQLException {
      return new Settings(connection.getAutoCommit(), connection.getNetworkTimeout());
    }

    void restore(Connection connection) throws SQLException {
      if (connection.getAutoCommit() != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
    }

    void restoreAfter(Throwable because, Connection connection) {
      try {
        if (!connection.isClosed()) {
          restore(connection);
        }
      } catch (SQLException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** SQL work on a connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }
}
