package io.twinbox.jdbc;

import io.twinbox.spi.Backlog;
import io.twinbox.spi.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What stored work there is, told by looking at the first records of each bucket. */
final class StoredWork {
  private static final int LOOKED_AT = 100;
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

  /**
   * The outer limit makes it one look per bucket: for an EXISTS the planner, who mostly saw the
   * table empty, reads all that waits.
   */
  static final String BUCKETS =
      """
      SELECT b.bucket, EXISTS (
        SELECT FROM (
          SELECT seq, lane FROM twinbox.inbox_record
          WHERE consumer = ? AND bucket = b.bucket AND state = 'RECEIVED' AND attempts = 0 AND NOT waits
          ORDER BY seq LIMIT ?
        ) c
        LEFT JOIN LATERAL (
          SELECT h.seq FROM twinbox.inbox_record h
          WHERE h.consumer = ? AND h.lane = c.lane AND h.seq < c.seq
            AND (HOLDS_ITS_LANE)
          ORDER BY h.seq LIMIT 1
        ) held ON true
        WHERE held.seq IS NULL)
      FROM generate_series(0, 63) AS b(bucket)
      CROSS JOIN LATERAL (
        SELECT FROM twinbox.inbox_record
        WHERE consumer = ? AND bucket = b.bucket AND state = 'RECEIVED' AND attempts = 0 AND NOT waits
        ORDER BY seq LIMIT 1
      ) AS first
      """
          .replace("HOLDS_ITS_LANE", HeldLanes.HOLDS_ITS_LANE);

  /** The inner limit keeps the planner from working it out for all that is parked, and sorting. */
  static final String UNTIL_DUE =
      """
      SELECT ceil(extract(epoch FROM p.next_attempt_at - clock_timestamp()) * 1000)::bigint
      FROM (
        SELECT seq, lane, next_attempt_at FROM twinbox.inbox_record
        WHERE consumer = ? AND state <> 'DEAD' AND next_attempt_at IS NOT NULL
        ORDER BY next_attempt_at LIMIT 10000
      ) p
      LEFT JOIN LATERAL (
        SELECT e.seq FROM twinbox.inbox_record e
        WHERE e.consumer = ? AND e.lane = p.lane AND e.seq < p.seq
          AND (e.state <> 'DEAD' OR e.blocking)
        ORDER BY e.seq LIMIT 1
      ) earlier ON true
      WHERE earlier.seq IS NULL
      ORDER BY p.next_attempt_at LIMIT 1
      """;

  private static final String COUNTS =
      """
      SELECT count(*) FILTER (WHERE l.state = 'RECEIVED') AS received,
             count(*) FILTER (WHERE l.state = 'PARKED') AS parked,
             (SELECT count(*) FROM (SELECT FROM twinbox.inbox_record d
              WHERE d.consumer = ? AND d.state = 'DEAD' AND d.discarded_at IS NULL LIMIT ?) x) AS dead,
             (extract(epoch FROM clock_timestamp() - min(l.received_at)) * 1000)::bigint AS oldest_ms
      FROM (SELECT state, received_at FROM twinbox.inbox_record
            WHERE consumer = ? AND (state <> 'DEAD' OR blocking) AND state <> 'DEAD' LIMIT ?) l
      """;

  private final Database database;
  private final HeldLanes lanes;

  /** By consumer: when its held lanes were last swept, by {@link System#nanoTime}. */
  private final Map<Short, Long> sweptAt = new ConcurrentHashMap<>();

  StoredWork(Database database, HeldLanes lanes) {
    this.database = database;
    this.lanes = lanes;
  }

  Waiting waiting(Connection connection, short consumer) throws SQLException {
    if (sweepIsDue(consumer)) {
      lanes.sweep(connection, consumer);
    }
    List<Short> stuck = new ArrayList<>();
    long buckets = buckets(connection, consumer, stuck);
    if (!stuck.isEmpty()) {
      lanes.mark(connection, consumer, stuck);
      buckets = buckets(connection, consumer, new ArrayList<>());
    }
    return new Waiting(buckets, untilDue(connection, consumer));
  }

  private boolean sweepIsDue(short consumer) {
    long now = System.nanoTime();
    Long last = sweptAt.get(consumer);
    if (last != null && now - last < SWEEP_EVERY.toNanos()) {
      return false;
    }
    sweptAt.put(consumer, now);
    return true;
  }

  /**
   * @param stuck gets the buckets whose first records all wait for a held lane
   */
  private long buckets(Connection connection, short consumer, List<Short> stuck)
      throws SQLException {
    long buckets = 0;
    try (PreparedStatement query = database.planned(connection, BUCKETS)) {
      query.setShort(1, consumer);
      query.setInt(2, LOOKED_AT);
      query.setShort(3, consumer);
      query.setShort(4, consumer);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          if (rows.getBoolean(2)) {
            buckets |= 1L << rows.getInt(1);
          } else {
            stuck.add(rows.getShort(1));
          }
        }
      }
    }
    return buckets;
  }

  private @Nullable Duration untilDue(Connection connection, short consumer) throws SQLException {
    try (PreparedStatement query = database.planned(connection, UNTIL_DUE)) {
      query.setShort(1, consumer);
      query.setShort(2, consumer);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Duration.ofMillis(Math.max(0, row.getLong(1))) : null;
      }
    }
  }

  Backlog backlog(Connection connection, short consumer) throws SQLException {
    try (PreparedStatement query = database.planned(connection, COUNTS)) {
      query.setShort(1, consumer);
      query.setLong(2, Backlog.COUNTED);
      query.setShort(3, consumer);
      query.setLong(4, Backlog.COUNTED);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        long oldest = row.getLong("oldest_ms");
        Duration age = row.wasNull() ? null : Duration.ofMillis(Math.max(0, oldest));
        return new Backlog(
            row.getLong("received"), row.getLong("parked"), row.getLong("dead"), age);
      }
    }
  }
}
