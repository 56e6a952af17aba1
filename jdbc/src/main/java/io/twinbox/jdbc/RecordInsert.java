package io.twinbox.jdbc;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Partition;
import io.twinbox.spi.SetAside;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores any number of arrivals, in their order, by one statement. A transaction that does nothing
 * else has no guard, so it is made durable here.
 */
final class RecordInsert {
  private static final String INSERT =
      """
      INSERT INTO twinbox.inbox_record
        (consumer, state, bucket, lane, waits, blocking, attempts, next_attempt_at, fault, error, stack,
         failed_at, ended_at, message_id, identity, payload_hash, topic, partition, record_offset,
         recorded_at, type, content_type, occurred_at, flaw, size, key, payload, headers)
      SELECT ?, v.state, v.bucket, v.lane, v.state = 'RECEIVED' AND held.seq IS NOT NULL, v.blocking, v.attempts,
             clock_timestamp() + v.backoff_ms * interval '1 millisecond', v.fault, v.error, v.stack,
             CASE WHEN v.fault IS NOT NULL THEN clock_timestamp() END,
             CASE WHEN v.state = 'DEAD' THEN clock_timestamp() END,
             v.message_id, v.identity, v.payload_hash, v.topic, v.partition, v.record_offset,
             v.recorded_at::timestamptz, v.type, v.content_type, v.occurred_at::timestamptz, v.flaw, v.size,
             v.key, v.payload, v.headers::jsonb
      FROM unnest(?::text[], ?::smallint[], ?::bigint[], ?::boolean[], ?::int[], ?::bigint[], ?::text[],
                  ?::text[], ?::text[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::int[],
                  ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[],
                  ?::bytea[], ?::bytea[], ?::text[])
           WITH ORDINALITY
           AS v(state, bucket, lane, blocking, attempts, backoff_ms, fault, error, stack, message_id,
                identity, payload_hash, topic, partition, record_offset, recorded_at, type,
                content_type, occurred_at, flaw, size, key, payload, headers, place)
      LEFT JOIN LATERAL (
        SELECT h.seq FROM twinbox.inbox_record h
        WHERE h.consumer = ? AND h.lane = v.lane
          AND (HOLDS_ITS_LANE)
        ORDER BY h.seq LIMIT 1
      ) held ON true
      WHERE (v.fault IS NULL OR v.fault NOT IN ('CONFLICT', 'TOO_OLD')
             OR NOT EXISTS (SELECT FROM twinbox.inbox_record d
                            WHERE d.consumer = ? AND d.message_id = v.message_id AND d.state = 'DEAD'
                              AND d.topic = v.topic AND d.partition = v.partition
                              AND d.record_offset = v.record_offset))
        AND DURABLE
      ORDER BY v.place
      """
          .replace("HOLDS_ITS_LANE", HeldLanes.HOLDS_ITS_LANE)
          .replace("DURABLE", Guards.DURABLE);

  private static final String TELL_WHICH = INSERT + "RETURNING topic, partition, record_offset";

  private RecordInsert() {}

  /** Gives those that were stored: of the others there is a row already. */
  static List<SetAside> run(
      Database database, Connection tx, short consumer, List<SetAside> records)
      throws SQLException {
    boolean all = records.stream().noneMatch(aside -> mayBeThere(aside.fate()));
    try (PreparedStatement insert = database.planned(tx, all ? INSERT : TELL_WHICH)) {
      insert.setShort(1, consumer);
      ColumnArrays<SetAside> columns = new ColumnArrays<>(insert, 2, records);
      bindFates(columns);
      bindRecords(columns);
      insert.setShort(26, consumer);
      insert.setShort(27, consumer);
      if (all) {
        insert.executeUpdate();
        return records;
      }
      return stored(insert, records);
    }
  }

  private static boolean mayBeThere(Fate fate) {
    Failure failure = failureOf(fate);
    return failure != null
        && (failure.fault() == RecordFault.CONFLICT || failure.fault() == RecordFault.TOO_OLD);
  }

  private static List<SetAside> stored(PreparedStatement insert, List<SetAside> records)
      throws SQLException {
    Set<String> places = new HashSet<>();
    try (ResultSet rows = insert.executeQuery()) {
      while (rows.next()) {
        places.add(rows.getString(1) + ' ' + rows.getInt(2) + ' ' + rows.getLong(3));
      }
    }
    return records.stream()
        .filter(aside -> places.contains(placeOf(aside.arrival().record())))
        .toList();
  }

  private static String placeOf(InboxRecord record) {
    Partition partition = record.partition();
    return partition.topic() + ' ' + partition.number() + ' ' + record.offset();
  }

  private static void bindFates(ColumnArrays<SetAside> columns) throws SQLException {
    columns.add("text", aside -> state(aside.fate()));
    columns.add("smallint", RecordInsert::bucket);
    columns.add("bigint", aside -> aside.arrival().lane());
    columns.add("boolean", aside -> blocking(aside.fate()));
    columns.add("int", aside -> attempts(aside.fate()));
    columns.add("bigint", aside -> backoffMillis(aside.fate()));
    columns.add("text", failure(failure -> failure.fault().name()));
    columns.add("text", failure(failure -> DbText.clean(failure.error())));
    columns.add("text", failure(failure -> DbText.clean(failure.stack())));
  }

  private static void bindRecords(ColumnArrays<SetAside> columns) throws SQLException {
    columns.add("uuid", record(r -> r.id().uuid()));
    columns.add("text", record(r -> DbText.clean(r.id().text())));
    columns.add("bigint", aside -> aside.arrival().payloadHash());
    columns.add("text", record(r -> DbText.clean(r.partition().topic())));
    columns.add("int", record(r -> r.partition().number()));
    columns.add("bigint", record(InboxRecord::offset));
    columns.add("text", record(r -> DbText.time(r.timestamp())));
    columns.add("text", record(r -> DbText.clean(r.type())));
    columns.add("text", record(r -> DbText.clean(r.contentType())));
    columns.add("text", record(r -> DbText.time(r.occurredAt())));
    columns.add("text", record(r -> DbText.clean(r.flaw())));
    columns.add("int", record(r -> (int) Math.min(r.size(), Integer.MAX_VALUE)));
    columns.addBytes(aside -> aside.arrival().record().key());
    columns.addBytes(aside -> aside.arrival().record().value());
    columns.add("text", record(r -> HeaderList.write(r.headers())));
  }

  private static Function<SetAside, @Nullable Object> record(
      Function<InboxRecord, @Nullable Object> part) {
    return aside -> part.apply(aside.arrival().record());
  }

  private static Function<SetAside, @Nullable Object> failure(
      Function<Failure, @Nullable Object> part) {
    return aside -> {
      Failure failure = failureOf(aside.fate());
      return failure == null ? null : part.apply(failure);
    };
  }

  /** By the lane; without one, by the random part of the id. */
  private static short bucket(SetAside aside) {
    Long lane = aside.arrival().lane();
    long number =
        lane != null ? lane : aside.arrival().record().id().uuid().getLeastSignificantBits();
    return (short) Math.floorMod(number, InboxStore.BUCKETS);
  }

  /** The word for the column {@code state}. */
  static String state(Fate fate) {
    if (fate instanceof Fate.Parked) {
      return "PARKED";
    }
    return fate instanceof Fate.Dead ? "DEAD" : "RECEIVED";
  }

  static boolean blocking(Fate fate) {
    return fate instanceof Fate.Dead dead && dead.lane() == AfterDeath.BLOCK;
  }

  static int attempts(Fate fate) {
    if (fate instanceof Fate.Parked parked) {
      return parked.attempts();
    }
    return fate instanceof Fate.Dead dead ? dead.attempts() : 0;
  }

  static @Nullable Long backoffMillis(Fate fate) {
    return fate instanceof Fate.Parked parked ? (Long) parked.backoff().toMillis() : null;
  }

  static @Nullable Failure failureOf(Fate fate) {
    if (fate instanceof Fate.Parked parked) {
      return parked.failure();
    }
    return fate instanceof Fate.Dead dead ? dead.failure() : null;
  }
}
