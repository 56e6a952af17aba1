package io.twinbox.examples.messages.consumer;

import java.math.BigDecimal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The tables of this service. Nothing in them keeps a message out that comes twice: the inbox does.
 */
@Repository
class MessageTables {
  private static final String STORE = "INSERT INTO messages (content, evento_id) VALUES (?, ?)";

  private static final String ALERT = "INSERT INTO avisos (evento_id, content) VALUES (?, ?)";

  private static final String AMOUNT = "INSERT INTO importes (evento_id, importe) VALUES (?, ?)";

  private static final String COUNTS =
      """
      SELECT (SELECT count(*) FROM messages) AS messages,
             (SELECT count(*) FROM avisos) AS avisos,
             (SELECT count(*) FROM importes) AS importes,
             (SELECT coalesce(sum(importe), 0) FROM importes) AS suma
      """;

  private final JdbcClient sql;

  MessageTables(JdbcClient sql) {
    this.sql = sql;
  }

  /** How much there is. */
  record Counts(long messages, long avisos, long importes, BigDecimal suma) {}

  void store(String content, long event) {
    sql.sql(STORE).params(content, event).update();
  }

  void alert(long event, String content) {
    sql.sql(ALERT).params(event, content).update();
  }

  void amount(long event, BigDecimal amount) {
    sql.sql(AMOUNT).params(event, amount).update();
  }

  /** Fails if the database does not answer. */
  void answer() {
    sql.sql("SELECT 1").query(Integer.class).single();
  }

  Counts counts() {
    return sql.sql(COUNTS)
        .query(
            (row, number) ->
                new Counts(
                    row.getLong("messages"),
                    row.getLong("avisos"),
                    row.getLong("importes"),
                    row.getBigDecimal("suma")))
        .single();
  }
}
