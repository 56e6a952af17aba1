package io.twinbox.jdbc;

import io.twinbox.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of consumers. A consumer keeps its number for ever; unless a fail-over or a restore
 * loses its row: then another one may get it, and two would share a ledger. So numbers are
 * forgotten whenever the database was away, claims look whether theirs is still right, and who was
 * registered by this process is registered again. Thread-safe.
 */
final class Consumers {
  private static final String FIND = "SELECT id FROM twinbox.inbox_consumer WHERE name = ?";

  private static final String ADD =
      "INSERT INTO twinbox.inbox_consumer (name) VALUES (?) ON CONFLICT (name) DO NOTHING";

  private static final Set<String> NOT_THERE = Set.of("3F000", "42P01", "42703", "42883");

  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

  private final Database database;
  private final Map<String, Short> ids = new ConcurrentHashMap<>();
  private final Set<String> registered = ConcurrentHashMap.newKeySet();

  Consumers(Database database) {
    this.database = database;
  }

  void register(String consumer) {
    database.call(
        "registering consumer " + consumer,
        connection -> {
          try {
            if (!find(connection, consumer)) {
              add(connection, consumer);
            }
            registered.add(consumer);
            return true;
          } catch (SQLException e) {
            if (NOT_THERE.contains(String.valueOf(e.getSQLState()))) {
              throw new IllegalStateException(
                  "The schema is missing or of another version. Run: twinbox schema verify", e);
            }
            throw e;
          }
        });
  }

  private void add(Connection connection, String consumer) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(database.sql(ADD))) {
      add.setString(1, consumer);
      add.executeUpdate();
    }
    find(connection, consumer);
  }

  /**
   * The number of a consumer.
   *
   * @throws IllegalArgumentException if it was never registered
   */
  short id(Connection connection, String consumer) throws SQLException {
    Short id = ids.get(consumer);
    if (id == null) {
      if (!find(connection, consumer)) {
        registerAgain(connection, consumer);
      }
      return id(connection, consumer);
    }
    return id;
  }

  /** The database has lost it. Not in a handler's transaction, which may be rolled back. */
  private void registerAgain(Connection connection, String consumer) throws SQLException {
    if (!registered.contains(consumer)) {
      throw new IllegalArgumentException("there is no consumer named '" + consumer + "'");
    }
    if (!connection.getAutoCommit()) {
      throw new StoreException(
          "consumer " + consumer + " is not known any more, and is registered again soon", null);
    }
    LOG.warn("Consumer was lost by the database and is registered again consumer:{}", consumer);
    add(connection, consumer);
  }

  /** All numbers are asked for again. */
  void forget() {
    ids.clear();
  }

  private boolean find(Connection connection, String consumer) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(FIND))) {
      query.setString(1, consumer);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        ids.put(consumer, row.getShort(1));
        return true;
      }
    }
  }
}
