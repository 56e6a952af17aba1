package io.twinbox.jdbc;

import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of one window: stragglers first, then fresh entries, until a limit. */
final class WindowRead {
  /**
   * Larger payloads are fetched one by one, once it is known that the batch takes them: a window of
   * large ones would else be read whole, each time, to use its beginning. PostgreSQL stores what is
   * larger outside of the row anyhow.
   */
  private static final int MOST_INLINE_BYTES = 2_000;

  private static final String COLUMNS =
      """
      seq, id, channel, topic, key, type, content_type,
             CASE WHEN octet_length(payload) <= ? THEN payload END AS payload, headers, occurred_at,
             octet_length(payload) AS bytes
      """;

  /**
   * The only indexable conditions are those on seq, so that no statistics can make the planner read
   * by xid and sort. The snapshots are sub-selects to be parsed once and not for each row.
   */
  private static final String FRESH =
      "SELECT "
          + COLUMNS
          + """
      FROM twinbox.outbox
      WHERE seq > ? AND seq <= ?
        AND NOT pg_visible_in_snapshot(xid, (SELECT ?::text::pg_snapshot))
        AND pg_visible_in_snapshot(xid, (SELECT ?::text::pg_snapshot))
        AND channel = ?
      ORDER BY seq
      """
          + RunLimit.SQL;

  /** Rows compared as a whole: only the index on (xid, seq) fits, and it gives them in order. */
  private static final String STRAGGLERS =
      """
      SELECT e.*
      FROM unnest(?::text[]::xid8[]) AS ended(xid)
      CROSS JOIN LATERAL (
        SELECT
      """
          + COLUMNS
          + """
        FROM twinbox.outbox o
        WHERE (o.xid, o.seq) > (ended.xid, ?) AND (o.xid, o.seq) <= (ended.xid, ?)
          AND o.channel = ?
        ORDER BY o.xid, o.seq
        LIMIT (SELECT ?::int)
      ) e
      ORDER BY e.seq
      """
          + RunLimit.SQL;

  private static final String PAYLOADS =
      "SELECT seq, payload FROM twinbox.outbox WHERE seq = ANY (?)\n" + RunLimit.SQL;

  /** Column of the payload's size, behind those of {@link EntryColumns}. */
  private static final int SIZE = 11;

  private final Sql sql;
  private final Connection connection;
  private final RelayId relay;
  private final JournalHead head;
  private final Window window;
  private final ReadLimits limits;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  WindowRead(
      Sql sql,
      Connection connection,
      RelayId relay,
      JournalHead head,
      Window window,
      ReadLimits limits) {
    this.sql = sql;
    this.connection = connection;
    this.relay = relay;
    this.head = head;
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
      query.setInt(2, inlineBytes());
      query.setLong(3, window.lo());
      query.setLong(4, hi);
      query.setString(5, relay.channel());
      query.setInt(6, limits.entries());
      RunLimit.bind(query, 7, relay, head, limits.entries());
      collect(query);
    }
  }

  private void readFresh(long start, long bound) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql.fresh)) {
      query.setInt(1, inlineBytes());
      query.setLong(2, start);
      query.setLong(3, bound);
      query.setString(4, window.fromSnapshot());
      query.setString(5, window.toSnapshot());
      query.setString(6, relay.channel());
      RunLimit.bind(query, 7, relay, head, limits.entries() - entries.size());
      collect(query);
    }
  }

  /** With a small limit of bytes little is read in vain, with a large one nothing is read twice. */
  private int inlineBytes() {
    return (int) Math.min(MOST_INLINE_BYTES, limits.bytes() / limits.entries() * 4);
  }

  private void collect(PreparedStatement query) throws SQLException {
    int first = entries.size();
    List<Long> large = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      EntryColumns columns = new EntryColumns();
      while (rows.next() && bytes < limits.bytes()) {
        Entry entry = columns.read(rows);
        int size = rows.getInt(SIZE);
        if (entry.payload() == null && !rows.wasNull()) {
          large.add(entry.seq());
        }
        bytes += size;
        entries.add(entry);
      }
    }
    if (!large.isEmpty()) {
      Map<Long, byte[]> payloads = payloads(large);
      entries
          .subList(first, entries.size())
          .replaceAll(
              entry -> {
                byte[] payload = payloads.get(entry.seq());
                return payload == null ? entry : entry.withPayload(payload);
              });
    }
  }

  private Map<Long, byte[]> payloads(List<Long> seqs) throws SQLException {
    Map<Long, byte[]> payloads = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql.payloads)) {
      query.setArray(1, connection.createArrayOf("bigint", seqs.toArray()));
      RunLimit.bind(query, 2, relay, head, seqs.size());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          payloads.put(rows.getLong(1), rows.getBytes(2));
        }
      }
    }
    if (payloads.size() != seqs.size()) {
      throw new SQLException(
          seqs.size() - payloads.size() + " entries vanished between two statements");
    }
    return payloads;
  }

  /** The statements, for one schema. */
  record Sql(String fresh, String stragglers, String payloads) {
    static Sql of(Database database) {
      return new Sql(database.sql(FRESH), database.sql(STRAGGLERS), database.sql(PAYLOADS));
    }
  }
}
