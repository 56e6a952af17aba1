package io.twinbox.jdbc;

import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import io.twinbox.spi.Ticket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records with an attempt counted: claimed when due, locked for their handling, and settled.
 *
 * <p>Who asks by seq asks {@code consumer IS NOT DISTINCT FROM}, which no index can answer: for
 * {@code =} the planner, to whom the table looks almost empty, has an index of all the consumer's
 * records read, once per statement.
 */
final class CountedRecords {
  static final String CLAIM_DUE =
      """
      WITH due AS MATERIALIZED (
        SELECT p.seq, p.size
        FROM twinbox.inbox_record p
        LEFT JOIN LATERAL (
          SELECT e.seq FROM twinbox.inbox_record e
          WHERE e.consumer = p.consumer AND e.lane = p.lane AND e.seq < p.seq
            AND (e.state <> 'DEAD' OR e.blocking)
          ORDER BY e.seq LIMIT 1
        ) earlier ON true
        WHERE p.consumer = ? AND p.state <> 'DEAD' AND p.next_attempt_at IS NOT NULL
          AND p.next_attempt_at <= now() AND earlier.seq IS NULL
        ORDER BY p.next_attempt_at
        LIMIT ?
        FOR NO KEY UPDATE OF p SKIP LOCKED
      )
      UPDATE twinbox.inbox_record r
      SET attempts = r.attempts + 1,
          next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
      FROM (SELECT seq, sum(size) OVER (ORDER BY seq) - size AS before FROM due) d
      WHERE r.seq = d.seq AND d.before < ?
      RETURNING RECORD_COLUMNS
      """
          .replace("RECORD_COLUMNS", RecordRows.LIST);

  private static final String LOCK =
      """
      WITH guard AS (
        INSERT INTO twinbox.inbox_guard DEFAULT VALUES RETURNING ctid
      ), locked AS MATERIALIZED (
        SELECT RECORD_COLUMNS
        FROM unnest(?::bigint[], ?::int[]) AS t(seq, attempts)
        JOIN twinbox.inbox_record r
          ON r.seq = t.seq AND r.attempts = t.attempts AND r.consumer IS NOT DISTINCT FROM ?
            AND r.state <> 'DEAD'
        ORDER BY r.seq
        FOR NO KEY UPDATE OF r
      )
      SELECT g.ctid::text AS guard, l.* FROM guard g LEFT JOIN locked l ON true
      ORDER BY l.seq
      """
          .replace("RECORD_COLUMNS", RecordRows.LIST);

  /**
   * A dead letter stays: another worker, who failed with the record and let its bucket go, has
   * declared it dead meanwhile. To remove it would leave a dead letter told and the effect applied.
   */
  private static final String COMPLETE =
      """
      DELETE FROM twinbox.inbox_record
      WHERE seq = ANY (?) AND consumer IS NOT DISTINCT FROM ? AND state <> 'DEAD'
      RETURNING lane
      """;

  private static final String SETTLE =
      """
      UPDATE twinbox.inbox_record
      SET state = ?, blocking = ?, attempts = ?, waits = false,
          next_attempt_at = clock_timestamp() + ? * interval '1 millisecond',
          fault = v.fault, error = ?, stack = ?,
          failed_at = CASE WHEN v.fault IS NULL THEN failed_at ELSE clock_timestamp() END,
          ended_at = CASE WHEN ? THEN clock_timestamp() END
      FROM (VALUES (?::text)) AS v(fault)
      WHERE seq = ? AND consumer = ? AND attempts = ? AND state <> 'DEAD'
      RETURNING lane
      """;

  /** What somebody else holds is left: he has another ticket. */
  private static final String PUT_BACK =
      """
      UPDATE twinbox.inbox_record r
      SET attempts = r.attempts - 1,
          next_attempt_at = CASE WHEN r.state = 'RECEIVED' AND r.attempts = 1 THEN NULL
                                 ELSE clock_timestamp() END
      FROM (
        SELECT p.seq
        FROM unnest(?::bigint[], ?::int[]) AS t(seq, attempts)
        JOIN twinbox.inbox_record p
          ON p.seq = t.seq AND p.attempts = t.attempts AND p.consumer IS NOT DISTINCT FROM ?
            AND p.state <> 'DEAD'
        WHERE p.attempts > 0
        ORDER BY p.seq
        FOR NO KEY UPDATE OF p SKIP LOCKED
      ) k
      WHERE r.seq = k.seq
      RETURNING r.lane
      """;

  private final Database database;
  private final HeldLanes lanes;

  CountedRecords(Database database, HeldLanes lanes) {
    this.database = database;
    this.lanes = lanes;
  }

  /** Within a transaction of the store's own. */
  List<StoredRecord> claimDue(Connection tx, short consumer, Duration lease, ChunkLimits limits)
      throws SQLException {
    try (PreparedStatement claim = database.planned(tx, CLAIM_DUE)) {
      claim.setShort(1, consumer);
      claim.setInt(2, limits.records());
      claim.setLong(3, lease.toMillis());
      claim.setLong(4, limits.bytes());
      try (ResultSet rows = claim.executeQuery()) {
        return Buckets.bySeq(rows);
      }
    }
  }

  Taken lock(Connection tx, short consumer, List<Ticket> tickets) throws SQLException {
    try (PreparedStatement lock = database.planned(tx, LOCK)) {
      ColumnArrays<Ticket> columns = new ColumnArrays<>(lock, 1, tickets);
      columns.add("bigint", Ticket::seq);
      columns.add("int", Ticket::attempts);
      lock.setShort(3, consumer);
      try (ResultSet rows = lock.executeQuery()) {
        return Buckets.guarded(rows);
      }
    }
  }

  void complete(Connection tx, short consumer, List<Long> seqs) throws SQLException {
    Set<Long> touched = new HashSet<>();
    int gone = 0;
    try (PreparedStatement delete = database.planned(tx, COMPLETE)) {
      delete.setArray(1, tx.createArrayOf("bigint", seqs.toArray()));
      delete.setShort(2, consumer);
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          gone++;
          addLane(touched, rows);
        }
      }
    }
    if (gone != seqs.size()) {
      throw new StoreException(
          "completing "
              + seqs.size()
              + " records found "
              + gone
              + ": somebody else removed some, or declared them dead",
          null);
    }
    lanes.free(tx, consumer, touched);
  }

  boolean settle(Connection tx, short consumer, Ticket ticket, Fate fate) throws SQLException {
    Set<Long> touched = new HashSet<>();
    try (PreparedStatement settle = database.planned(tx, SETTLE)) {
      bind(settle, fate);
      settle.setLong(9, ticket.seq());
      settle.setShort(10, consumer);
      settle.setInt(11, ticket.attempts());
      try (ResultSet row = settle.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        addLane(touched, row);
      }
    }
    lanes.free(tx, consumer, touched);
    return true;
  }

  /** Within a transaction of the store's own, which it is to commit. */
  void putBack(Connection tx, short consumer, List<Ticket> tickets) throws SQLException {
    Set<Long> touched = new HashSet<>();
    try (PreparedStatement back = database.planned(tx, PUT_BACK)) {
      ColumnArrays<Ticket> columns = new ColumnArrays<>(back, 1, tickets);
      columns.add("bigint", Ticket::seq);
      columns.add("int", Ticket::attempts);
      back.setShort(3, consumer);
      try (ResultSet rows = back.executeQuery()) {
        while (rows.next()) {
          addLane(touched, rows);
        }
      }
    }
    lanes.free(tx, consumer, touched);
  }

  private static void bind(PreparedStatement settle, Fate fate) throws SQLException {
    Failure failure = RecordInsert.failureOf(fate);
    settle.setString(1, RecordInsert.state(fate));
    settle.setBoolean(2, RecordInsert.blocking(fate));
    settle.setInt(3, RecordInsert.attempts(fate));
    settle.setObject(4, RecordInsert.backoffMillis(fate), Types.BIGINT);
    settle.setString(5, failure == null ? null : DbText.clean(failure.error()));
    settle.setString(6, failure == null ? null : DbText.clean(failure.stack()));
    settle.setBoolean(7, fate instanceof Fate.Dead);
    settle.setString(8, failure == null ? null : failure.fault().name());
  }

  private static void addLane(Set<Long> lanes, ResultSet row) throws SQLException {
    long lane = row.getLong(1);
    if (!row.wasNull()) {
      lanes.add(lane);
    }
  }
}
