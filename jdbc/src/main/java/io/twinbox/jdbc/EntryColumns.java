package io.twinbox.jdbc;

import io.twinbox.spi.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from the first ten columns of a result, in the order of {@link #LIST}. One instance
 * per result: it keeps the last topic, type and content type, for a batch repeats them and would
 * otherwise hold thousands of equal strings.
 */
final class EntryColumns {
  /** The columns, in the order read. */
  static final String LIST =
      "seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at";

  private String channel = "";
  private String topic = "";
  private String type = "";
  private String contentType = "";

  Entry read(ResultSet row) throws SQLException {
    channel = same(channel, row.getString(3));
    topic = same(topic, row.getString(4));
    type = same(type, row.getString(6));
    contentType = same(contentType, row.getString(7));
    return new Entry(
        row.getLong(1),
        row.getObject(2, UUID.class),
        channel,
        topic,
        row.getString(5),
        type,
        contentType,
        row.getBytes(8),
        HeadersJson.read(Objects.requireNonNull(row.getString(9))),
        row.getObject(10, OffsetDateTime.class).toInstant());
  }

  private static String same(String last, @Nullable String now) {
    String value = Objects.requireNonNull(now);
    return last.equals(value) ? last : value;
  }
}
