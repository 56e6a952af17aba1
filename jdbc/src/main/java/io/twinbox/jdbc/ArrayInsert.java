package io.twinbox.jdbc;

import io.twinbox.Message;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends any number of messages in their order by one statement.
 *
 * <p>The order is in the sub-select: the defaults of xid and seq are worked out on its rows, one by
 * one, in column order.
 */
final class ArrayInsert {

  private static final String INSERT =
      """
      INSERT INTO twinbox.outbox
        (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
      SELECT m.id, m.channel, m.topic, m.key, m.type, m.content_type, m.payload,
             m.headers::jsonb, coalesce(m.occurred_at::timestamptz, clock_timestamp())
      FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],
                  ?::text[], ?::text[])
           WITH ORDINALITY
           AS m(id, channel, topic, key, type, content_type, payload, headers, occurred_at, place)
      ORDER BY m.place
      """;

  // Joined to every row, or PostgreSQL would leave the notifications out.
  private static final String NOTIFYING_INSERT =
      """
      WITH told AS MATERIALIZED (
        SELECT count(pg_notify(?, c.channel)) FROM unnest(?::text[]) AS c(channel)
      )
      INSERT INTO twinbox.outbox
        (id, channel, topic, key, type, content_type, payload, headers, occurred_at)
      SELECT m.id, m.channel, m.topic, m.key, m.type, m.content_type, m.payload,
             m.headers::jsonb, coalesce(m.occurred_at::timestamptz, clock_timestamp())
      FROM told CROSS JOIN
           unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],
                  ?::text[], ?::text[])
           WITH ORDINALITY
           AS m(id, channel, topic, key, type, content_type, payload, headers, occurred_at, place)
      ORDER BY m.place
      """;

  /** To be added to an INSERT: rows come back in the order in which they were written. */
  static final String NUMBERED = "RETURNING seq";

  private final String sql;
  private final @Nullable String notificationChannel;

  private ArrayInsert(String sql, @Nullable String notificationChannel) {
    this.sql = sql;
    this.notificationChannel = notificationChannel;
  }

  static ArrayInsert quiet(SchemaName schema) {
    return new ArrayInsert(schema.in(INSERT), null);
  }

  /** Tells whoever listens, once the transaction commits. */
  static ArrayInsert notifying(SchemaName schema) {
    return new ArrayInsert(schema.in(NOTIFYING_INSERT), Notifications.channelOf(schema));
  }

  void run(Connection tx, List<Message> messages) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(sql)) {
      bind(statement, messages);
      statement.executeUpdate();
    }
  }

  /** Returns the messages' places in the log, in their order. */
  List<Long> numbered(Connection tx, List<Message> messages) throws SQLException {
    List<Long> seqs = new ArrayList<>(messages.size());
    try (PreparedStatement statement = tx.prepareStatement(sql + NUMBERED)) {
      bind(statement, messages);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          seqs.add(row.getLong(1));
        }
      }
    }
    return seqs;
  }

  private void bind(PreparedStatement statement, List<Message> messages) throws SQLException {
    Connection tx = statement.getConnection();
    int next = 1;
    if (notificationChannel != null) {
      statement.setString(next++, notificationChannel);
      String[] channels = messages.stream().map(Message::channel).distinct().toArray(String[]::new);
      statement.setArray(next++, tx.createArrayOf("text", channels));
    }
    bind(statement, next, messages);
  }

  private static void bind(PreparedStatement statement, int first, List<Message> messages)
      throws SQLException {
    Connection tx = statement.getConnection();
    Object[] ids = messages.stream().map(Message::id).toArray();
    byte[][] payloads = messages.stream().map(Message::payload).toArray(byte[][]::new);
    statement.setArray(first, tx.createArrayOf("uuid", ids));
    statement.setArray(first + 1, texts(tx, messages, Message::channel));
    statement.setArray(first + 2, texts(tx, messages, Message::topic));
    statement.setArray(first + 3, texts(tx, messages, Message::key));
    statement.setArray(first + 4, texts(tx, messages, Message::type));
    statement.setArray(first + 5, texts(tx, messages, Message::contentType));
    statement.setArray(first + 6, tx.createArrayOf("bytea", payloads));
    statement.setArray(first + 7, texts(tx, messages, m -> HeadersJson.write(m.headers())));
    statement.setArray(first + 8, texts(tx, messages, ArrayInsert::occurredAt));
  }

  private static Array texts(
      Connection tx, List<Message> messages, Function<Message, @Nullable String> part)
      throws SQLException {
    @Nullable String[] texts = new @Nullable String[messages.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = part.apply(messages.get(i));
    }
    return tx.createArrayOf("text", texts);
  }

  private static @Nullable String occurredAt(Message message) {
    Instant time = message.occurredAt();
    return time == null ? null : time.toString();
  }
}
