package io.twinbox.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds rows column by column, as the arrays of an {@code unnest}. */
final class ColumnArrays<T> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final List<T> rows;
  private int index;

  /**
   * @param first the parameter of the first column, 1-based
   */
  ColumnArrays(PreparedStatement statement, int first, List<T> rows) throws SQLException {
    this.connection = statement.getConnection();
    this.statement = statement;
    this.rows = rows;
    this.index = first;
  }

  /** Binds the next column; values are of the Java type the driver takes for the SQL type. */
  void add(String type, Function<T, @Nullable Object> column) throws SQLException {
    @Nullable Object[] values = arrayOf(type, rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    Array array =
        type.equals("uuid")
            ? UuidArrays.of(connection, values)
            : connection.createArrayOf(type, values);
    statement.setArray(index++, array);
  }

  /** The driver sends an array whose type it knows as it is, and any other one as text. */
  private static @Nullable Object[] arrayOf(String type, int length) {
    return switch (type) {
      case "bigint" -> new @Nullable Long[length];
      case "int" -> new @Nullable Integer[length];
      case "smallint" -> new @Nullable Short[length];
      case "boolean" -> new @Nullable Boolean[length];
      case "text" -> new @Nullable String[length];
      default -> new @Nullable Object[length];
    };
  }

  /** Binds the next column, of type bytea. */
  void addBytes(Function<T, byte @Nullable []> column) throws SQLException {
    byte[][] values = rows.stream().map(column).toArray(byte[][]::new);
    statement.setArray(index++, connection.createArrayOf("bytea", values));
  }
}
