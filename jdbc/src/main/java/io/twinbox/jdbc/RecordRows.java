package io.twinbox.jdbc;

import io.twinbox.RecordState;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import io.twinbox.spi.StoredRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads stored records from a result with the columns of {@link #LIST}, by name. */
final class RecordRows {
  /** The columns, of the table as {@code r}. */
  static final String LIST =
      """
      r.seq, r.lane, r.state, r.attempts, r.message_id, r.identity, r.topic, r.partition, r.record_offset,
      r.recorded_at, r.type, r.content_type, r.occurred_at, r.flaw, r.key, r.payload, r.headers
      """;

  private RecordRows() {}

  static StoredRecord read(ResultSet row) throws SQLException {
    long lane = row.getLong("lane");
    Long keyed = row.wasNull() ? null : (Long) lane;
    RecordState state = RecordState.valueOf(text(row, "state"));
    return new StoredRecord(row.getLong("seq"), record(row), keyed, state, row.getInt("attempts"));
  }

  private static InboxRecord record(ResultSet row) throws SQLException {
    return new InboxRecord(
        new Partition(text(row, "topic"), row.getInt("partition")),
        row.getLong("record_offset"),
        Objects.requireNonNull(time(row, "recorded_at")),
        row.getBytes("key"),
        row.getBytes("payload"),
        HeaderList.read(text(row, "headers")),
        new MessageId(row.getObject("message_id", UUID.class), text(row, "identity")),
        row.getString("type"),
        row.getString("content_type"),
        time(row, "occurred_at"),
        row.getString("flaw"));
  }

  /** Text of a column that is never null. */
  static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }

  static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
