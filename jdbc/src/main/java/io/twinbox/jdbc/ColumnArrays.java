package io.twinbox.jdbc;

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
    Object[] values = rows.stream().map(column).toArray();
    statement.setArray(index++, connection.createArrayOf(type, values));
  }

  /** Binds the next column, of type bytea. */
  void addBytes(Function<T, byte @Nullable []> column) throws SQLException {
    byte[][] values = rows.stream().map(column).toArray(byte[][]::new);
    statement.setArray(index++, connection.createArrayOf("bytea", values));
  }
}
