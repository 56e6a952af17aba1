package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.EntrySearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in the log something lies. Answers by a few looks at the index of places. */
final class LogPlaces {
  private static final String ENDS =
      "SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM twinbox.outbox";

  /**
   * Times of entries follow their places, but for those that an application has set itself: so each
   * look takes the median of some neighbours. Stops where a walk is as quick.
   */
  private static final String BISECT =
      """
      WITH RECURSIVE bisect(lo, hi) AS (
        SELECT ?::bigint, ?::bigint
        UNION ALL
        SELECT CASE WHEN m.at < t.wanted THEN m.middle ELSE b.lo END,
               CASE WHEN m.at < t.wanted THEN b.hi ELSE m.middle END
        FROM bisect b
        CROSS JOIN (SELECT ?::timestamptz) AS t(wanted)
        CROSS JOIN LATERAL (
          SELECT (b.lo + b.hi) / 2 AS middle,
                 (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY p.occurred_at)
                  FROM (SELECT e.occurred_at FROM twinbox.outbox e
                        WHERE e.seq >= (b.lo + b.hi) / 2
                        ORDER BY e.seq LIMIT 15) p) AS at
        ) m
        WHERE b.hi - b.lo > 500
      )
      SELECT min(hi), max(lo) FROM bisect
      """;

  private static final String BELOW =
      "SELECT coalesce((SELECT seq FROM twinbox.outbox WHERE seq < ? ORDER BY seq DESC LIMIT 1),"
          + " 0)";

  private static final String SLOTS =
      """
      SELECT 0 AS slot, max(seq) AS highest FROM twinbox.outbox_0
      UNION ALL SELECT 1, max(seq) FROM twinbox.outbox_1
      UNION ALL SELECT 2, max(seq) FROM twinbox.outbox_2
      UNION ALL SELECT 3, max(seq) FROM twinbox.outbox_3
      UNION ALL SELECT 4, max(seq) FROM twinbox.outbox_4
      UNION ALL SELECT 5, max(seq) FROM twinbox.outbox_5
      UNION ALL SELECT 6, max(seq) FROM twinbox.outbox_6
      UNION ALL SELECT 7, max(seq) FROM twinbox.outbox_7
      ORDER BY highest DESC NULLS LAST
      """;

  private static final String ESTIMATE =
      """
      SELECT coalesce(sum(s.highest - s.lowest + 1), 0)
      FROM (SELECT max(seq) AS highest, min(seq) AS lowest FROM twinbox.outbox_0
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_1
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_2
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_3
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_4
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_5
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_6
            UNION ALL SELECT max(seq), min(seq) FROM twinbox.outbox_7) s
      """;

  /** Nothing is PENDING below both: what its confirmed position does not cover. */
  private static final String LOWEST_PENDING =
      """
      SELECT min(least(s.low,
                       (SELECT min(e.seq) - 1
                        FROM pg_snapshot_xip(s.base) AS running(xid)
                        CROSS JOIN LATERAL (
                          SELECT o.xid, o.seq FROM twinbox.outbox o
                          WHERE (o.xid, o.seq) > (running.xid, 0)
                            AND (o.xid, o.seq) <= (running.xid, 9223372036854775807)
                          ORDER BY o.xid, o.seq
                          LIMIT 1
                        ) e)))
      FROM (SELECT coalesce(CASE WHEN j.hi = j.high THEN j.to_snapshot ELSE j.from_snapshot END, '1:1:')
                     AS base,
                   coalesce(CASE WHEN j.hi = j.high THEN j.to_low ELSE j.from_low END, 0) AS low
            FROM twinbox.relay r
            LEFT JOIN LATERAL (
              SELECT b.* FROM twinbox.relay_journal b
              WHERE b.relay = r.name
                AND b.no <= (SELECT n.confirmed FROM twinbox.relay_journal n
                             WHERE n.relay = r.name ORDER BY n.no DESC LIMIT 1)
              ORDER BY b.no DESC LIMIT 1
            ) j ON true
            WHERE r.name = coalesce(?::text, r.name)) s
      """;

  private final Database database;

  LogPlaces(Database database) {
    this.database = database;
  }

  /** Places above {@code lo} and below {@code hi}. */
  record Range(long lo, long hi) {}

  /** A slot and its highest place. */
  record SlotEnd(int number, long highest) {}

  /** Where a search has to look. */
  Range range(Connection connection, EntrySearch search, long before) throws SQLException {
    Range all =
        new Query(database, ENDS)
            .first(connection, row -> range(row.getLong(1), row.getLong(2)))
            .orElseThrow();
    long lo = all.lo();
    long hi = before > 0 ? Math.min(before, all.hi()) : all.hi();
    if (search.from() != null) {
      lo = Math.max(lo, around(connection, all, search.from()).lo());
    }
    if (search.to() != null) {
      hi = Math.min(hi, around(connection, all, search.to()).hi());
    }
    if (search.state() == EntryState.PENDING) {
      lo = Math.max(lo, lowestPending(connection, search.relay()));
    }
    return new Range(lo, Math.max(hi, lo + 1));
  }

  private static Range range(long lowest, long highest) {
    return new Range(lowest - 1, highest + 1);
  }

  private long lowestPending(Connection connection, @Nullable String relay) throws SQLException {
    return new Query(database, LOWEST_PENDING, relay)
        .first(connection, row -> row.getLong(1))
        .orElse(0L);
  }

  /** Places between which this time lies, with some room on both sides. */
  Range around(Connection connection, Range all, Instant time) throws SQLException {
    if (all.hi() - all.lo() < 2) {
      return all;
    }
    return new Query(database, BISECT, all.lo() + 1, all.hi(), time)
        .first(connection, row -> new Range(row.getLong(2) - 500, row.getLong(1) + 500))
        .orElse(all);
  }

  /** The highest place there is below another; 0 if there is none. */
  long highestBelow(Connection connection, long seq) throws SQLException {
    return new Query(database, BELOW, seq).first(connection, row -> row.getLong(1)).orElse(0L);
  }

  /** The slots that hold something. */
  List<SlotEnd> slotsNewestFirst(Connection connection) throws SQLException {
    return new Query(database, SLOTS)
        .list(connection, row -> new SlotEnd(row.getInt(1), row.getLong(2))).stream()
            .filter(slot -> slot.highest() > 0)
            .toList();
  }

  /** How many entries there may be, by the places of each slot. */
  long estimate(Connection connection) throws SQLException {
    return new Query(database, ESTIMATE).first(connection, row -> row.getLong(1)).orElse(0L);
  }

  /** For the rest of the transaction only the filters lead to entries. */
  void forbidWholeScans(Connection connection) throws SQLException {
    set(connection, "off");
  }

  /** The planner may choose again. */
  void allowAllScans(Connection connection) throws SQLException {
    set(connection, "on");
  }

  private static void set(Connection connection, String value) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL enable_seqscan = %s; SET LOCAL enable_indexscan = %s".formatted(value, value));
    }
  }
}
