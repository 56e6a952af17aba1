package io.twinbox.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message as read back by a loop: what a relay needs to know of it, and nothing more. */
record StoredMessage(
    long seq,
    UUID id,
    String topic,
    @Nullable String key,
    String type,
    String contentType,
    byte @Nullable [] payload,
    String headers,
    OffsetDateTime occurredAt) {

  static final String COLUMNS =
      "seq, id, topic, key, type, content_type, payload, headers, occurred_at";

  /** Reads the {@link #COLUMNS}, in their order. */
  static StoredMessage of(ResultSet row) throws SQLException {
    return new StoredMessage(
        row.getLong(1),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getBytes(7),
        row.getString(8),
        row.getObject(9, OffsetDateTime.class));
  }
}
