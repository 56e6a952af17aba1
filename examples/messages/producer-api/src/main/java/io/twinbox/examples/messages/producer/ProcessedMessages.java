package io.twinbox.examples.messages.producer;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the consumer service has processed: its table, read only. */
@Repository
class ProcessedMessages {
  private static final String PAGE =
      """
      SELECT id, content, evento_id, created_at
      FROM messages
      WHERE id < :before
      ORDER BY id DESC LIMIT :limit
      """;

  private static final String THERE = "SELECT to_regclass('messages') IS NOT NULL";

  private final JdbcClient sql;

  ProcessedMessages(JdbcClient sql) {
    this.sql = sql;
  }

  /** A message as {@code GET /messages} tells it. */
  record Processed(long id, String content, long eventoId, Instant createdAt) {}

  /** Newest first; none as long as the consumer service has never run. */
  Page<Processed> page(long before, int limit) {
    if (!there()) {
      return new Page<>(List.of(), null);
    }
    List<Processed> items =
        sql.sql(PAGE)
            .param("before", before)
            .param("limit", limit)
            .query(
                (row, number) ->
                    new Processed(
                        row.getLong("id"),
                        row.getString("content"),
                        row.getLong("evento_id"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
            .list();
    return new Page<>(items, items.size() < limit ? null : items.get(items.size() - 1).id());
  }

  long count() {
    return there() ? sql.sql("SELECT count(*) FROM messages").query(Long.class).single() : 0;
  }

  private boolean there() {
    return sql.sql(THERE).query(Boolean.class).single();
  }
}
