package io.twinbox.examples.messages.producer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code eventos}. */
@Repository
class EventTable {
  private static final String NEXT_ID = "SELECT nextval('eventos_id_seq')";

  private static final String INSERT =
      """
      INSERT INTO eventos (id, type, content, message_id, seq)
      VALUES (:id, :type, :content, :messageId, :seq)
      """;

  private static final String PAGE =
      """
      SELECT id, type, content, message_id, seq, created_at
      FROM eventos
      WHERE id < :before
      ORDER BY id DESC LIMIT :limit
      """;

  private static final String BY_ID =
      """
      SELECT id, type, content, message_id, seq, created_at
      FROM eventos
      WHERE id IN (:ids)
      ORDER BY id DESC
      """;

  private static final String NEWEST =
      "SELECT id, message_id FROM eventos ORDER BY id DESC LIMIT ?";

  private static final String OLDER =
      """
      SELECT id, type, content, message_id, seq, created_at
      FROM eventos
      WHERE created_at < :before AND id > :after
      ORDER BY id LIMIT :limit
      """;

  private static final String DELETE = "DELETE FROM eventos WHERE id IN (:ids)";

  private final JdbcClient sql;

  EventTable(JdbcClient sql) {
    this.sql = sql;
  }

  /** What the cache is asked for. */
  record Key(long id, UUID messageId) {}

  long nextId() {
    return sql.sql(NEXT_ID).query(Long.class).single();
  }

  void insert(long id, String type, String content, UUID messageId, long seq) {
    sql.sql(INSERT)
        .param("id", id)
        .param("type", type)
        .param("content", content)
        .param("messageId", messageId)
        .param("seq", seq)
        .update();
  }

  /** The newest events below an id, newest first. */
  List<Event> page(long before, int limit) {
    return sql.sql(PAGE)
        .param("before", before)
        .param("limit", limit)
        .query(EventTable::event)
        .list();
  }

  /** Newest first; those that are gone are left out. */
  List<Event> byId(Collection<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : sql.sql(BY_ID).param("ids", ids).query(EventTable::event).list();
  }

  /** Newest first. */
  List<Key> newest(int limit) {
    return sql.sql(NEWEST)
        .param(limit)
        .query((row, number) -> new Key(row.getLong(1), row.getObject(2, UUID.class)))
        .list();
  }

  /** Events created before a moment, with a higher id than the given one, oldest first. */
  List<Event> older(Instant before, long after, int limit) {
    return sql.sql(OLDER)
        .param("before", before.atOffset(ZoneOffset.UTC))
        .param("after", after)
        .param("limit", limit)
        .query(EventTable::event)
        .list();
  }

  int delete(Collection<Long> ids) {
    return ids.isEmpty() ? 0 : sql.sql(DELETE).param("ids", ids).update();
  }

  long count() {
    return sql.sql("SELECT count(*) FROM eventos").query(Long.class).single();
  }

  private static Event event(ResultSet row, int number) throws SQLException {
    return new Event(
        row.getLong("id"),
        row.getString("type"),
        row.getString("content"),
        row.getObject("message_id", UUID.class),
        row.getLong("seq"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
