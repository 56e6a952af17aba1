package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of consumers. A consumer keeps its number for ever. Thread-safe. */
final class Consumers {
  private static final String FIND = "SELECT id FROM twinbox.inbox_consumer WHERE name = ?";

  private static final String ADD =
      "INSERT INTO twinbox.inbox_consumer (name) VALUES (?) ON CONFLICT (name) DO NOTHING";

  private static final Set<String> NOT_THERE = Set.of("3F000", "42P01", "42703", "42883");

  private final Database database;
  private final Map<String, Short> ids = new ConcurrentHashMap<>();

  Consumers(Database database) {
    this.database = database;
  }

  void register(String consumer) {
    database.call(
        "registering consumer " + consumer,
        connection -> {
          try {
            if (!find(connection, consumer)) {
              try (PreparedStatement add = connection.prepareStatement(database.sql(ADD))) {
                add.setString(1, consumer);
                add.executeUpdate();
              }
              find(connection, consumer);
            }
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

  /**
   * The number of a consumer.
   *
   * @throws IllegalArgumentException if it was never registered
   */
  short id(Connection connection, String consumer) throws SQLException {
    Short id = ids.get(consumer);
    if (id == null) {
      if (!find(connection, consumer)) {
        throw new IllegalArgumentException("there is no consumer named '" + consumer + "'");
      }
      return id(connection, consumer);
    }
    return id;
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
