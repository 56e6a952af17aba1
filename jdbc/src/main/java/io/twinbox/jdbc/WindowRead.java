package io.twinbox.jdbc;

import io.twinbox.spi.Entry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One reading of one window: stragglers first, then fresh entries, until a limit. */
final class WindowRead {
  /**
   * The only indexable conditions are those on seq, so that no statistics can make the planner read
   * by xid and sort. The snapshots are sub-selects to be parsed once and not for each row, the
   * limit is one to be hidden from the planner: where it knows that a limit is above its guess of
   * the rows it sorts them instead of reading them in order. The running sum stops a batch of large
   * payloads.
   */
  private static final String FRESH =
      """
      SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at
      FROM (
        SELECT w.*, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY seq) AS bytes
        FROM (
          SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at
          FROM twinbox.outbox
          WHERE seq > ? AND seq <= ?
            AND NOT pg_visible_in_snapshot(xid, (SELECT ?::text::pg_snapshot))
            AND pg_visible_in_snapshot(xid, (SELECT ?::text::pg_snapshot))
            AND channel = ?
          ORDER BY seq
          LIMIT (SELECT ?::int)
        ) w
      ) s
      WHERE bytes - coalesce(octet_length(payload), 0) < ?
      ORDER BY seq
      """;

  /** Rows compared as a whole: only the index on (xid, seq) fits, and it gives them in order. */
  private static final String STRAGGLERS =
      """
      SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at
      FROM (
        SELECT w.*, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY seq) AS bytes
        FROM (
          SELECT e.*
          FROM unnest(?::text[]::xid8[]) AS ended(xid)
          CROSS JOIN LATERAL (
            SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at
            FROM twinbox.outbox o
            WHERE (o.xid, o.seq) > (ended.xid, ?) AND (o.xid, o.seq) <= (ended.xid, ?)
              AND o.channel = ?
            ORDER BY o.xid, o.seq
            LIMIT (SELECT ?::int)
          ) e
          ORDER BY e.seq
          LIMIT (SELECT ?::int)
        ) w
      ) s
      WHERE bytes - coalesce(octet_length(payload), 0) < ?
      ORDER BY seq
      """;

  private final Sql sql;
  private final Connection connection;
  private final RelayId relay;
  private final Window window;
  private final ReadLimits limits;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  WindowRead(Sql sql, Connection connection, RelayId relay, Window window, ReadLimits limits) {
    this.sql = sql;
    this.connection = connection;
    this.relay = relay;
    this.window = window;
    this.limits = limits;
  }

  /** What was read, by seq. */
  List<Entry> entries() {
    return entries;
  }

  /** Reads, and returns the place up to which everything has been read. */
  long toEnd() throws SQLException {
    readStragglers();
    if (full()) {
      return last();
    }
    long start = Math.max(window.lo(), window.fromLow());
    long bound = limits.span() < window.hi() - start ? start + limits.span() : window.hi();
    if (start < bound) {
      readFresh(start, bound);
    }
    return full() ? last() : bound;
  }

  private boolean full() {
    return entries.size() >= limits.entries() || bytes >= limits.bytes();
  }

  /** A window that was cut by a limit ends with its last entry. */
  private long last() {
    return entries.get(entries.size() - 1).seq();
  }

  private void readStragglers() throws SQLException {
    long hi = Math.min(window.fromLow(), window.hi());
    if (window.lo() >= hi) {
      return;
    }
    List<Long> ended =
        Snapshot.parse(window.fromSnapshot()).endedIn(Snapshot.parse(window.toSnapshot()));
    if (ended.isEmpty()) {
      return;
    }
    try (PreparedStatement query = connection.prepareStatement(sql.stragglers)) {
      Object[] xids = ended.stream().map(Long::toUnsignedString).toArray();
      query.setArray(1, connection.createArrayOf("text", xids));
      query.setLong(2, window.lo());
      query.setLong(3, hi);
      query.setString(4, relay.channel());
      query.setInt(5, limits.entries());
      query.setInt(6, limits.entries());
      query.setLong(7, limits.bytes());
      collect(query);
    }
  }

  private void readFresh(long start, long bound) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql.fresh)) {
      query.setLong(1, start);
      query.setLong(2, bound);
      query.setString(3, window.fromSnapshot());
      query.setString(4, window.toSnapshot());
      query.setString(5, relay.channel());
      query.setInt(6, limits.entries() - entries.size());
      query.setLong(7, limits.bytes() - bytes);
      collect(query);
    }
  }

  private void collect(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      EntryColumns columns = new EntryColumns();
      while (rows.next()) {
        Entry entry = columns.read(rows);
        byte[] payload = entry.payload();
        bytes += payload == null ? 0 : payload.length;
        entries.add(entry);
      }
    }
  }

  /** The statements, for one schema. */
  record Sql(String fresh, String stragglers) {
    static Sql of(Database database) {
      return new Sql(database.sql(FRESH), database.sql(STRAGGLERS));
    }
  }
}
