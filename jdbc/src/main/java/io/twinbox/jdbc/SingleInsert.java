package io.twinbox.jdbc;

import io.twinbox.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Appends one message: the common case, and cheaper than an array of one. */
final class SingleInsert {

  private static final String INSERT =
      """
      INSERT INTO twinbox.outbox
        (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS jsonb), coalesce(?, clock_timestamp()))
      """;

  private final String sql;
  private final String numberedSql;

  SingleInsert(SchemaName schema) {
    this.sql = schema.in(INSERT);
    this.numberedSql = sql + ArrayInsert.NUMBERED;
  }

  void run(Connection tx, Message message) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(sql)) {
      bind(statement, message);
      statement.executeUpdate();
    }
  }

  /** Returns the message's place in the log. */
  long numbered(Connection tx, Message message) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(numberedSql)) {
      bind(statement, message);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void bind(PreparedStatement statement, Message message) throws SQLException {
    statement.setObject(1, message.id());
    statement.setString(2, message.channel());
    statement.setString(3, message.topic());
    statement.setString(4, message.key());
    statement.setString(5, message.type());
    statement.setString(6, message.contentType());
    statement.setBytes(7, message.payload());
    statement.setString(8, HeadersJson.write(message.headers()));
    Instant occurredAt = message.occurredAt();
    OffsetDateTime time = occurredAt == null ? null : occurredAt.atOffset(ZoneOffset.UTC);
    statement.setObject(9, time, Types.TIMESTAMP_WITH_TIMEZONE);
  }
}
