package io.twinbox.examples.messages.producer;

import io.twinbox.admin.Act;
import io.twinbox.admin.OutboxAdmin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events that were given up, after three attempts or because Kafka will never take them. */
@Component
class DeadLetters {
  private static final String LIST =
      """
      SELECT e.id, e.content, e.type, p.seq, p.attempts, p.error, p.ended_at
      FROM twinbox.parked p JOIN eventos e ON e.seq = p.seq
      WHERE p.relay = :relay AND p.state = 'DEAD' AND p.discarded_at IS NULL
      ORDER BY p.ended_at DESC LIMIT :limit
      """;

  private static final String AT =
      """
      SELECT e.id, e.content, e.type, p.seq, p.attempts, p.error, p.ended_at
      FROM twinbox.parked p JOIN eventos e ON e.seq = p.seq
      WHERE p.relay = :relay AND p.state = 'DEAD' AND p.seq IN (:seqs)
      """;

  private static final String SEQ = "SELECT seq FROM eventos WHERE id = ?";

  private final JdbcClient sql;
  private final OutboxAdmin outbox;
  private final String relay;

  DeadLetters(
      JdbcClient sql, OutboxAdmin outbox, @Value("${spring.application.name}") String relay) {
    this.sql = sql;
    this.outbox = outbox;
    this.relay = relay;
  }

  /** A dead letter, as the list tells it. */
  record Letter(
      long eventoId,
      String content,
      String type,
      int intentos,
      String errorMessage,
      Instant diedAt) {}

  /** Latest first. */
  List<Letter> list(int limit) {
    return sql.sql(LIST)
        .param("relay", relay)
        .param("limit", limit)
        .query(DeadLetters::letter)
        .list();
  }

  /** Those at these places of the log, by place. */
  Map<Long, Letter> at(Collection<Long> seqs) {
    Map<Long, Letter> letters = new HashMap<>();
    if (!seqs.isEmpty()) {
      sql.sql(AT)
          .param("relay", relay)
          .param("seqs", seqs)
          .query(
              (row, number) -> {
                letters.put(row.getLong("seq"), letter(row, number));
                return number;
              })
          .list();
    }
    return letters;
  }

  /**
   * Puts a dead letter back into its lane; written down in the audit.
   *
   * @return false if this event is no dead letter
   */
  boolean retry(long event, String actor) {
    OptionalLong seq =
        sql.sql(SEQ).param(event).query(Long.class).stream().mapToLong(Long::longValue).findFirst();
    return seq.isPresent() && outbox.retry(relay, seq.getAsLong(), Act.by(actor));
  }

  private static Letter letter(ResultSet row, int number) throws SQLException {
    return new Letter(
        row.getLong("id"),
        row.getString("content"),
        row.getString("type"),
        row.getInt("attempts"),
        row.getString("error"),
        row.getObject("ended_at", OffsetDateTime.class).toInstant());
  }
}
