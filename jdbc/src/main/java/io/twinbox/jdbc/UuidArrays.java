package io.twinbox.jdbc;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Ids for a parameter of type {@code uuid[]}. PostgreSQL's driver writes those as text, which costs
 * a claim a tenth of its time on the server; here they go as they are. Through any other driver, or
 * a wrapper that does not unwrap, they go as that driver sends them.
 */
final class UuidArrays {
  private static final boolean DRIVER_IS_THERE = driverIsThere();
  private static final int HEADER_BYTES = 20;
  private static final int UUID_BYTES = 16;

  private UuidArrays() {}

  /**
   * An array of ids.
   *
   * @param ids {@link UUID}s, none of them null
   */
  static Array of(Connection connection, @Nullable Object[] ids) throws SQLException {
    Array array = DRIVER_IS_THERE ? binary(connection, ids) : null;
    return array == null ? connection.createArrayOf("uuid", ids) : array;
  }

  /** Null if the connection is not of that driver, or speaks text only. */
  private static @Nullable Array binary(Connection connection, @Nullable Object[] ids)
      throws SQLException {
    if (!connection.isWrapperFor(BaseConnection.class)) {
      return null;
    }
    BaseConnection driver = connection.unwrap(BaseConnection.class);
    return driver.getPreferQueryMode() == PreferQueryMode.SIMPLE
        ? null
        : new PgArray(driver, Oid.UUID_ARRAY, bytes(ids));
  }

  /** As PostgreSQL's array_recv reads it: one dimension from 1, each element behind its length. */
  static byte[] bytes(@Nullable Object[] ids) {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + ids.length * (Integer.BYTES + UUID_BYTES));
    bytes.putInt(1).putInt(0).putInt(Oid.UUID).putInt(ids.length).putInt(1);
    for (Object each : ids) {
      if (!(each instanceof UUID id)) {
        throw new IllegalArgumentException("not an id: " + each);
      }
      bytes.putInt(UUID_BYTES);
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
    return bytes.array();
  }

  private static boolean driverIsThere() {
    try {
      Class.forName("org.postgresql.core.BaseConnection");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
