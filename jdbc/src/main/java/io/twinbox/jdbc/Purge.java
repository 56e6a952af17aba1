package io.twinbox.jdbc;

import io.twinbox.spi.Purged;
import io.twinbox.spi.RelayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is older than the retention: a slot of the ring by TRUNCATE, journal rows by
 * thinning them out, parked entries that were settled. Nothing here waits for a lock that others
 * hold for long.
 *
 * <p>A slot is looked through without a lock first, as of one snapshot. Under the lock only
 * transactions that had not ended in that snapshot need another look, and the index on xid finds
 * those at once. A transaction that stays open for weeks elsewhere does not stand in the way.
 */
final class Purge {
  private static final String CANDIDATE =
      """
      SELECT (twinbox.current_slot() + 1) % 8
      """;

  private static final String YOUNGEST =
      """
      SELECT e.occurred_at > clock_timestamp() - i.retention
      FROM twinbox.outbox_SLOT e, twinbox.install i ORDER BY e.seq DESC LIMIT 1
      """;

  /**
   * A channel that no relay serves keeps its slot, and so does a relay that stands still. A
   * standby, whose snapshots leave out what was running, does not plan it: see {@link RunLimit}.
   */
  private static final String UNSETTLED =
      """
      WITH settled AS MATERIALIZED (
        SELECT r.channel, CASE WHEN j.hi = j.high THEN j.to_snapshot ELSE j.from_snapshot END AS base
        FROM twinbox.relay r
        LEFT JOIN LATERAL (
          SELECT b.* FROM twinbox.relay_journal b
          WHERE b.relay = r.name
            AND b.no <= (SELECT n.confirmed FROM twinbox.relay_journal n
                         WHERE n.relay = r.name ORDER BY n.no DESC LIMIT 1)
          ORDER BY b.no DESC LIMIT 1
        ) j ON true
      )
      SELECT pg_current_snapshot()::text,
             (SELECT e.channel || ' entry ' || e.seq
              FROM twinbox.outbox_SLOT e LEFT JOIN settled s ON s.channel = e.channel
              WHERE s.base IS NULL OR NOT pg_visible_in_snapshot(e.xid, s.base)
              LIMIT 1),
             EXISTS (SELECT FROM twinbox.relay_run
                     WHERE relay = ? AND started_at = pg_postmaster_start_time())
      """;

  private static final String LATE =
      """
      SELECT EXISTS (SELECT FROM twinbox.outbox_SLOT
                     WHERE xid >= (SELECT pg_snapshot_xmax(?::text::pg_snapshot)))
          OR EXISTS (SELECT FROM twinbox.outbox_SLOT
                     WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip(?::text::pg_snapshot))))
          OR (twinbox.current_slot() + 1) % 8 <> ?
          OR NOT EXISTS (SELECT FROM twinbox.relay_run
                         WHERE relay = ? AND started_at = pg_postmaster_start_time())
      """;

  private static final String THIN =
      """
      WITH old AS MATERIALIZED (
        SELECT no, row_number() OVER (PARTITION BY date_trunc('second', at) ORDER BY no DESC) AS place
        FROM (SELECT no, at FROM twinbox.relay_journal
              WHERE relay = ? AND no > ? AND at < clock_timestamp() - interval '1 hour'
                AND no < (SELECT confirmed FROM twinbox.relay_journal
                          WHERE relay = ? ORDER BY no DESC LIMIT 1)
              ORDER BY no LIMIT 20000) r
      ), gone AS (
        DELETE FROM twinbox.relay_journal j USING old
        WHERE j.relay = ? AND j.no = old.no AND old.place > 1
        RETURNING j.no
      )
      SELECT (SELECT count(*) FROM gone), (SELECT max(no) FROM old)
      """;

  private static final String EXPIRE_JOURNAL =
      """
      DELETE FROM twinbox.relay_journal j USING twinbox.install i
      WHERE j.relay = ? AND j.at < clock_timestamp() - 2 * i.retention
        AND j.no < (SELECT confirmed FROM twinbox.relay_journal
                    WHERE relay = ? ORDER BY no DESC LIMIT 1)
      """;

  /** A dead letter that nobody has decided about stays for ever. */
  private static final String EXPIRE_PARKED =
      """
      DELETE FROM twinbox.parked p USING twinbox.install i
      WHERE p.relay = ? AND p.ended_at < clock_timestamp() - i.retention
        AND (p.state = 'PUBLISHED' OR p.discarded_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM twinbox.outbox e WHERE e.seq = p.seq)
      """;

  private static final String EXPIRE_EDITS =
      """
      DELETE FROM twinbox.parked_edit e
      WHERE e.relay = ? AND NOT EXISTS (SELECT FROM twinbox.parked p
                                        WHERE p.relay = e.relay AND p.seq = e.seq)
      """;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Database database;
  private final Map<String, Long> thinnedTo = new ConcurrentHashMap<>();

  Purge(Database database) {
    this.database = database.patient();
  }

  Purged run(RelayId relay) {
    SlotPurge slot =
        database.call("purging the ring", connection -> emptySlot(connection, relay.name()));
    long journal =
        database.call("purging the journal", connection -> thin(connection, relay.name()));
    long parked =
        database.call(
            "purging parked entries", connection -> expireParked(connection, relay.name()));
    return new Purged(slot.emptied ? 1 : 0, journal, parked, slot.kept);
  }

  private SlotPurge emptySlot(Connection connection, String relay) throws SQLException {
    int slot = candidate(connection);
    String young = ask(connection, database.sql(YOUNGEST), slot);
    if (young == null) {
      return new SlotPurge(false, null);
    }
    if (young.equals("t")) {
      return SlotPurge.kept("slot " + slot + " has entries younger than the retention");
    }
    String looked;
    try (PreparedStatement query =
        connection.prepareStatement(forSlot(database.sql(UNSETTLED), slot))) {
      query.setString(1, relay);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        looked = Objects.requireNonNull(row.getString(1));
        String unsettled = row.getString(2);
        if (unsettled != null) {
          return SlotPurge.kept("slot " + slot + " waits for channel " + unsettled);
        }
        if (!row.getBoolean(3)) {
          return SlotPurge.kept(
              "slot " + slot + " waits for a takeover: the server was restarted or replaced");
        }
      }
    }
    return truncate(connection, relay, slot, looked);
  }

  private int candidate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(database.sql(CANDIDATE))) {
      row.next();
      return row.getInt(1);
    }
  }

  private SlotPurge truncate(Connection connection, String relay, int slot, String looked)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '200ms'");
      statement.execute(
          forSlot(
              database.sql("LOCK TABLE ONLY twinbox.outbox_SLOT IN ACCESS EXCLUSIVE MODE"), slot));
      if (late(connection, relay, slot, looked)) {
        connection.rollback();
        return SlotPurge.kept("slot " + slot + " was written to while it was looked through");
      }
      statement.execute(forSlot(database.sql("TRUNCATE TABLE ONLY twinbox.outbox_SLOT"), slot));
      connection.commit();
      return new SlotPurge(true, null);
    } catch (SQLException e) {
      connection.rollback();
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return SlotPurge.kept("slot " + slot + " is in use by another transaction");
      }
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private boolean late(Connection connection, String relay, int slot, String looked)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(forSlot(database.sql(LATE), slot))) {
      query.setString(1, looked);
      query.setString(2, looked);
      query.setInt(3, slot);
      query.setString(4, relay);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private long thin(Connection connection, String relay) throws SQLException {
    long removed;
    try (PreparedStatement statement = connection.prepareStatement(database.sql(THIN))) {
      statement.setString(1, relay);
      statement.setLong(2, thinnedTo.getOrDefault(relay, 0L));
      statement.setString(3, relay);
      statement.setString(4, relay);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        removed = row.getLong(1);
        long upTo = row.getLong(2);
        if (!row.wasNull()) {
          thinnedTo.put(relay, upTo);
        }
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(database.sql(EXPIRE_JOURNAL))) {
      statement.setString(1, relay);
      statement.setString(2, relay);
      return removed + statement.executeUpdate();
    }
  }

  private long expireParked(Connection connection, String relay) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(database.sql(EXPIRE_PARKED))) {
      statement.setString(1, relay);
      int expired = statement.executeUpdate();
      new Query(database, EXPIRE_EDITS, relay).update(connection);
      return expired;
    }
  }

  private static @Nullable String ask(Connection connection, String sql, int slot)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(forSlot(sql, slot))) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** The slot is a number of ours, never somebody's text. */
  private static String forSlot(String sql, int slot) {
    return sql.replace("outbox_SLOT", "outbox_" + slot);
  }

  /**
   * @param kept why the slot was kept; null if it was emptied or was empty
   */
  private record SlotPurge(boolean emptied, @Nullable String kept) {
    static SlotPurge kept(String why) {
      return new SlotPurge(false, why);
    }
  }
}
