package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the hints up to date that spare workers the look at records whose lane is held: {@code
 * waits}. Order never depends on them, so a hint may come late or be wrong for a while: two
 * transactions that do not see each other may leave a record waiting behind nothing. Those who ask
 * for work sweep the held lanes, some at a time, and find it.
 *
 * <p>Because a hint may come late, nobody waits for a row to change one: transactions that hold
 * rows of other lanes would do so in any order, and deadlock.
 */
final class HeldLanes {
  /** Records freed at once; the rest of a long lane follows as they are completed. */
  private static final int BITE = 1_000;

  private static final int LANES_PER_SWEEP = 200;

  /** Of a record {@code h}: later ones of its lane are not to be handled before it. */
  static final String HOLDS_ITS_LANE =
      "h.state = 'PARKED' OR h.state = 'RECEIVED' AND h.attempts > 0 OR h.waits OR h.blocking";

  private static final String FREE =
      """
      UPDATE twinbox.inbox_record r SET waits = false
      FROM unnest(?::bigint[]) AS l(lane)
      CROSS JOIN LATERAL (
        SELECT h.waits FROM twinbox.inbox_record h
        WHERE h.consumer = ? AND h.lane = l.lane
          AND (HOLDS_ITS_LANE)
        ORDER BY h.seq LIMIT 1
      ) first
      CROSS JOIN LATERAL (
        SELECT w.seq FROM twinbox.inbox_record w
        WHERE w.consumer = ? AND w.lane = l.lane AND w.waits
        ORDER BY w.seq LIMIT ?
        FOR NO KEY UPDATE SKIP LOCKED
      ) freed
      WHERE first.waits AND r.seq = freed.seq AND r.waits
      """
          .replace("HOLDS_ITS_LANE", HOLDS_ITS_LANE);

  private static final String MARK =
      """
      UPDATE twinbox.inbox_record r SET waits = true
      FROM (
        SELECT k.seq
        FROM unnest(?::smallint[]) AS b(bucket)
        CROSS JOIN LATERAL (
          SELECT f.seq, f.lane FROM twinbox.inbox_record f
          WHERE f.consumer = ? AND f.bucket = b.bucket
            AND f.state = 'RECEIVED' AND f.attempts = 0 AND NOT f.waits
          ORDER BY f.seq LIMIT ?
        ) c
        CROSS JOIN LATERAL (
          SELECT h.seq FROM twinbox.inbox_record h
          WHERE h.consumer = ? AND h.lane = c.lane AND h.seq < c.seq
            AND (HOLDS_ITS_LANE)
          ORDER BY h.seq LIMIT 1
        ) held
        JOIN twinbox.inbox_record k ON k.seq = c.seq
        WHERE k.state = 'RECEIVED' AND k.attempts = 0
        FOR NO KEY UPDATE OF k SKIP LOCKED
      ) m
      WHERE r.seq = m.seq
      """
          .replace("HOLDS_ITS_LANE", HOLDS_ITS_LANE);

  private static final String LANES =
      """
      WITH RECURSIVE lanes AS (
        (SELECT h.lane FROM twinbox.inbox_record h
         WHERE h.consumer = ? AND h.lane >= ?
           AND (HOLDS_ITS_LANE)
         ORDER BY h.lane LIMIT 1)
        UNION ALL
        SELECT n.lane FROM lanes l CROSS JOIN LATERAL (
          SELECT h.lane FROM twinbox.inbox_record h
          WHERE h.consumer = ? AND h.lane > l.lane
            AND (HOLDS_ITS_LANE)
          ORDER BY h.lane LIMIT 1
        ) n
      )
      SELECT lane FROM lanes LIMIT ?
      """
          .replace("HOLDS_ITS_LANE", HOLDS_ITS_LANE);

  private final Database database;

  /** By consumer: the lane with which the next sweep begins. */
  private final Map<Short, Long> sweptTo = new ConcurrentHashMap<>();

  HeldLanes(Database database) {
    this.database = database;
  }

  /** Lets the records of lanes go that are no longer held. */
  void free(Connection tx, short consumer, Collection<Long> lanes) throws SQLException {
    if (lanes.isEmpty()) {
      return;
    }
    try (PreparedStatement free = database.planned(tx, FREE)) {
      free.setArray(1, tx.createArrayOf("bigint", lanes.toArray()));
      free.setShort(2, consumer);
      free.setShort(3, consumer);
      free.setInt(4, BITE);
      free.executeUpdate();
    }
  }

  /** Marks the first records of buckets that wait behind a held lane. */
  void mark(Connection tx, short consumer, List<Short> buckets) throws SQLException {
    try (PreparedStatement mark = database.planned(tx, MARK)) {
      mark.setArray(1, tx.createArrayOf("smallint", buckets.toArray()));
      mark.setShort(2, consumer);
      mark.setInt(3, BITE);
      mark.setShort(4, consumer);
      mark.executeUpdate();
    }
  }

  /** Looks through some of the held lanes, each time further, for records that wait for nothing. */
  void sweep(Connection tx, short consumer) throws SQLException {
    List<Long> lanes = new ArrayList<>();
    try (PreparedStatement query = database.planned(tx, LANES)) {
      query.setShort(1, consumer);
      query.setLong(2, sweptTo.getOrDefault(consumer, Long.MIN_VALUE));
      query.setShort(3, consumer);
      query.setInt(4, LANES_PER_SWEEP);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          lanes.add(rows.getLong(1));
        }
      }
    }
    free(tx, consumer, lanes);
    boolean ended = lanes.size() < LANES_PER_SWEEP;
    sweptTo.put(consumer, ended ? Long.MIN_VALUE : lanes.get(lanes.size() - 1));
  }
}
