package io.twinbox.jdbc;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import io.twinbox.admin.InboxItem;
import io.twinbox.admin.InboxLetter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;

/** Reads stored records for operators, by the names of the columns. */
final class LetterRows {
  /** The columns of an item, of the table as {@code r}. */
  static final String ITEM =
      """
      r.seq, r.state, r.message_id, r.topic, r.partition, r.record_offset, r.type, r.attempts,
      r.received_at, r.next_attempt_at, r.fault, r.error, r.discarded_at
      """;

  /** The columns of a letter. */
  static final String LETTER = ITEM + ", r.identity, r.key, r.payload, r.headers, r.stack";

  /** The same without what may hold personal data. */
  static final String HIDDEN_LETTER =
      ITEM
          + ", r.identity, NULL::bytea AS key, NULL::bytea AS payload, '[]' AS headers,"
          + " NULL::text AS stack";

  private LetterRows() {}

  static InboxItem item(ResultSet row, String consumer) throws SQLException {
    String fault = row.getString("fault");
    return new InboxItem(
        consumer,
        row.getLong("seq"),
        RecordState.valueOf(RecordRows.text(row, "state")),
        row.getObject("message_id", UUID.class),
        RecordRows.text(row, "topic"),
        row.getInt("partition"),
        row.getLong("record_offset"),
        row.getString("type"),
        row.getInt("attempts"),
        Objects.requireNonNull(RecordRows.time(row, "received_at")),
        RecordRows.time(row, "next_attempt_at"),
        fault == null ? null : RecordFault.valueOf(fault),
        row.getString("error"),
        RecordRows.time(row, "discarded_at"));
  }

  // The checker does not see in the class file of another module that an array may be null.
  @SuppressWarnings("NullAway")
  static InboxLetter letter(ResultSet row, String consumer) throws SQLException {
    return new InboxLetter(
        item(row, consumer),
        RecordRows.text(row, "identity"),
        row.getBytes("key"),
        row.getBytes("payload"),
        HeaderList.read(RecordRows.text(row, "headers")).stream()
            .map(header -> new InboxLetter.Header(header.name(), header.value()))
            .toList(),
        row.getString("stack"));
  }
}
