package io.twinbox.jdbc;

import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Guard;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Records that wait for their first handling, taken bucket by bucket. Who has a bucket's lock is
 * alone with its records until the transaction ends; the lock is taken by a statement of its own,
 * so that the next one sees what the former holder committed.
 */
final class Buckets {
  /** Records looked at for each that is wanted: those of held lanes are passed over. */
  private static final int LOOKED_AT = 4;

  private static final int LOOKED_AT_MORE = 100;

  private static final String LOCK =
      """
      SELECT pg_try_advisory_xact_lock(hashtextextended('twinbox.inbox_record ' || ?, ?))
      """;

  /** What follows a held record of the same lane is left; so is all behind the limits. */
  private static final String FREE_RECORDS =
      """
      SELECT s.seq FROM (
        SELECT f.seq, sum(f.size) OVER (ORDER BY f.seq) - f.size AS before
        FROM (
          SELECT c.seq, c.size
          FROM (
            SELECT seq, lane, size FROM twinbox.inbox_record
            WHERE consumer = ? AND bucket = ? AND state = 'RECEIVED' AND attempts = 0 AND NOT waits
            ORDER BY seq LIMIT ?
          ) c
          LEFT JOIN LATERAL (
            SELECT h.seq FROM twinbox.inbox_record h
            WHERE h.consumer = ? AND h.lane = c.lane AND h.seq < c.seq
              AND (HOLDS_ITS_LANE)
            ORDER BY h.seq LIMIT 1
          ) held ON true
          WHERE held.seq IS NULL
          ORDER BY c.seq LIMIT ?
        ) f
      ) s
      WHERE s.before < ?
      """
          .replace("HOLDS_ITS_LANE", HeldLanes.HOLDS_ITS_LANE);

  static final String TAKE =
      """
      WITH guard AS (
        INSERT INTO twinbox.inbox_guard DEFAULT VALUES RETURNING ctid
      )
      SELECT g.ctid::text AS guard, t.*
      FROM guard g LEFT JOIN (
        SELECT RECORD_COLUMNS FROM twinbox.inbox_record r
        WHERE r.seq = ANY (ARRAY(FREE_RECORDS))
      ) t ON true
      ORDER BY t.seq
      """
          .replace("RECORD_COLUMNS", RecordRows.LIST)
          .replace("FREE_RECORDS", FREE_RECORDS);

  private static final String COUNT =
      """
      UPDATE twinbox.inbox_record r
      SET attempts = 1, next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
      WHERE r.seq = ANY (ARRAY(FREE_RECORDS)) AND r.state = 'RECEIVED' AND r.attempts = 0
      RETURNING RECORD_COLUMNS
      """
          .replace("RECORD_COLUMNS", RecordRows.LIST)
          .replace("FREE_RECORDS", FREE_RECORDS);

  private final Database database;

  Buckets(Database database) {
    this.database = database;
  }

  /** Within the caller's transaction. */
  Taken take(Connection tx, short consumer, int bucket, ChunkLimits limits) throws SQLException {
    if (!lock(tx, consumer, bucket)) {
      return new Taken(Guards.NONE, List.of());
    }
    try (PreparedStatement take = database.planned(tx, TAKE)) {
      bind(take, 1, consumer, bucket, limits);
      try (ResultSet rows = take.executeQuery()) {
        return guarded(rows);
      }
    }
  }

  /** Within a transaction of the store's own, which it is to commit. */
  List<StoredRecord> count(
      Connection tx, short consumer, int bucket, Duration lease, ChunkLimits limits)
      throws SQLException {
    if (!lock(tx, consumer, bucket)) {
      return List.of();
    }
    try (PreparedStatement count = database.planned(tx, COUNT)) {
      count.setLong(1, lease.toMillis());
      bind(count, 2, consumer, bucket, limits);
      try (ResultSet rows = count.executeQuery()) {
        return bySeq(rows);
      }
    }
  }

  private boolean lock(Connection tx, short consumer, int bucket) throws SQLException {
    try (PreparedStatement lock = tx.prepareStatement(LOCK)) {
      lock.setString(1, database.sql("twinbox."));
      lock.setLong(2, consumer * 64L + bucket);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static void bind(
      PreparedStatement statement, int first, short consumer, int bucket, ChunkLimits limits)
      throws SQLException {
    statement.setShort(first, consumer);
    statement.setInt(first + 1, bucket);
    statement.setLong(first + 2, (long) LOOKED_AT * limits.records() + LOOKED_AT_MORE);
    statement.setShort(first + 3, consumer);
    statement.setInt(first + 4, limits.records());
    statement.setLong(first + 5, limits.bytes());
  }

  /** A guard, and the records it guards, in the order of the rows. */
  static Taken guarded(ResultSet rows) throws SQLException {
    List<StoredRecord> records = new ArrayList<>();
    Guard guard = Guards.NONE;
    while (rows.next()) {
      guard = new Guard(RecordRows.text(rows, "guard"));
      if (rows.getLong("seq") > 0) {
        records.add(RecordRows.read(rows));
      }
    }
    return new Taken(guard, records);
  }

  /** The records of an UPDATE, which returns them in any order. */
  static List<StoredRecord> bySeq(ResultSet rows) throws SQLException {
    List<StoredRecord> records = new ArrayList<>();
    while (rows.next()) {
      records.add(RecordRows.read(rows));
    }
    records.sort(Comparator.comparingLong(StoredRecord::seq));
    return records;
  }
}
