package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement put together from texts of ours, and the values bound to it in the order of its
 * question marks. Not thread-safe; for one use.
 */
final class Query {
  private final Database database;
  private final StringBuilder text = new StringBuilder();
  private final List<@Nullable Object> values = new ArrayList<>();

  Query(Database database, String sql, @Nullable Object... bound) {
    this.database = database;
    add(sql, bound);
  }

  /** Adds text, and the values of its question marks. */
  Query add(String sql, @Nullable Object... bound) {
    text.append(sql);
    for (Object value : bound) {
      values.add(value instanceof String given ? DbText.clean(given) : value);
    }
    return this;
  }

  /** Adds a condition, unless there is no value for it. */
  Query and(String condition, @Nullable Object value) {
    return value == null ? this : add("\n  AND " + condition, value);
  }

  /** Reads each row of the result. */
  <T> List<T> list(Connection connection, Row<T> reader) throws SQLException {
    try (PreparedStatement statement = prepared(connection);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /** Reads the first row; empty if there is none. */
  <T> Optional<T> first(Connection connection, Row<T> reader) throws SQLException {
    List<T> all = list(connection, reader);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /** Changes rows; returns how many. */
  int update(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepared(connection)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(database.sql(text.toString()));
    for (int i = 0; i < values.size(); i++) {
      bind(connection, statement, i + 1, values.get(i));
    }
    return statement;
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    if (value == null || value instanceof String) {
      statement.setString(place, (String) value);
    } else if (value instanceof Instant time) {
      statement.setObject(place, OffsetDateTime.ofInstant(time, ZoneOffset.UTC));
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(place, bytes);
    } else if (value instanceof Collection<?> several) {
      boolean numbers = several.stream().allMatch(Long.class::isInstance);
      statement.setArray(
          place, connection.createArrayOf(numbers ? "bigint" : "text", several.toArray()));
    } else {
      statement.setObject(place, value);
    }
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }
}
