package io.twinbox.jdbc;

import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the processes that run a consumer tell, and are told. */
final class InboxNodes {
  /** Who was not heard of for an hour is gone. */
  private static final String REPORT =
      """
      WITH gone AS (
        DELETE FROM twinbox.inbox_node
        WHERE consumer = ? AND seen_at < clock_timestamp() - interval '1 hour' AND node <> ?
      ), told AS (
        INSERT INTO twinbox.inbox_node AS n
          (consumer, node, version, state, error, failing_since, partitions, read, handled, duplicates,
           parked, dead)
        VALUES (?, ?, ?, ?, ?, CASE WHEN ?::text IS NOT NULL THEN clock_timestamp() END,
                ?, ?, ?, ?, ?, ?)
        ON CONFLICT (consumer, node) DO UPDATE
        SET state = EXCLUDED.state, error = coalesce(EXCLUDED.error, n.error),
            failing_since = CASE WHEN EXCLUDED.failing_since IS NOT NULL
                                 THEN coalesce(n.failing_since, EXCLUDED.failing_since) END,
            partitions = EXCLUDED.partitions, read = EXCLUDED.read, handled = EXCLUDED.handled,
            duplicates = EXCLUDED.duplicates, parked = EXCLUDED.parked, dead = EXCLUDED.dead,
            seen_at = clock_timestamp()
      )
      SELECT paused FROM twinbox.inbox_consumer WHERE id = ?
      """;

  private final Database database;
  private final String version;

  InboxNodes(Database database, String version) {
    this.database = database;
    this.version = version;
  }

  InboxOrder report(Connection connection, short consumer, InboxHeartbeat told)
      throws SQLException {
    try (PreparedStatement report = connection.prepareStatement(database.sql(REPORT))) {
      String error = DbText.clean(told.error());
      report.setShort(1, consumer);
      report.setString(2, told.node());
      report.setShort(3, consumer);
      report.setString(4, told.node());
      report.setString(5, version);
      report.setString(6, told.state());
      report.setString(7, error);
      report.setString(8, error);
      report.setInt(9, told.partitions());
      report.setLong(10, told.read());
      report.setLong(11, told.handled());
      report.setLong(12, told.duplicates());
      report.setLong(13, told.parked());
      report.setLong(14, told.dead());
      report.setShort(15, consumer);
      try (ResultSet row = report.executeQuery()) {
        return row.next() && row.getBoolean(1) ? InboxOrder.PAUSE : InboxOrder.WORK;
      }
    }
  }
}
