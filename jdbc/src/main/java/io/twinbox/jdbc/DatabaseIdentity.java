package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * Which database a journal was written in. Transaction ids and snapshots mean nothing in another.
 *
 * @param installId given when the schema was installed
 * @param systemIdentifier given by initdb, kept by physical copies and standbys
 * @param timeline grows when a standby is promoted or an older copy is recovered
 */
record DatabaseIdentity(UUID installId, long systemIdentifier, int timeline) {
  private static final String NOT_INSTALLED =
      "the table install is empty: run twinbox schema verify";

  private static final String CURRENT =
      """
      SELECT i.install_id, s.system_identifier, c.timeline_id, pg_is_in_recovery(),
             pg_snapshot_xmax(pg_current_snapshot())::text,
      """
          + LogSequence.LAST_GIVEN_OUT_OR_SET
          + """

      FROM twinbox.install i, twinbox.outbox_seq q, pg_control_system() s, pg_control_checkpoint() c
      """;

  private static final String RETENTION =
      "SELECT extract(epoch FROM retention)::bigint FROM twinbox.install";

  /** How long settled entries are kept. */
  static Duration retention(Database database) {
    return database.call(
        "reading the retention",
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(database.sql(RETENTION));
              ResultSet row = query.executeQuery()) {
            if (!row.next()) {
              throw new SQLException(NOT_INSTALLED);
            }
            return Duration.ofSeconds(row.getLong(1));
          }
        });
  }

  /**
   * Whether transaction ids of the other mean the same here: timelines may differ, for they branch.
   */
  boolean sameHistory(DatabaseIdentity other) {
    return installId.equals(other.installId) && systemIdentifier == other.systemIdentifier;
  }

  static Current current(Connection connection, Database database) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(CURRENT));
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException(NOT_INSTALLED);
      }
      return new Current(
          new DatabaseIdentity(row.getObject(1, UUID.class), row.getLong(2), row.getInt(3)),
          row.getBoolean(4),
          Long.parseUnsignedLong(row.getString(5)),
          row.getLong(6));
    }
  }

  /**
   * The database as it is now.
   *
   * @param xmax of a snapshot taken now
   * @param high the last seq given out, or all those below the one the sequence was told to give
   */
  record Current(DatabaseIdentity identity, boolean standby, long xmax, long high) {}
}
