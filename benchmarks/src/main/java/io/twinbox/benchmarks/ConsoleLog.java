package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A log as it looks after a week: entries in six slots of the ring, most of them of one topic, with
 * frequent, rare and single keys, all published but the last; and dead letters of every twentieth
 * message of a topic that failed. Written by the server itself: what is measured is reading.
 */
final class ConsoleLog {
  static final int DEAD_LETTERS = 100_000;
  static final int PENDING = 10_000;
  static final String RARE_TOPIC = "refunds";
  static final String RARE_KEY = "only-one";
  private static final int SLOTS = 6;
  private static final int AT_ONCE = 100_000;

  private static final String FILL =
      """
      INSERT INTO twinbox.outbox (slot, topic, key, type, payload, headers, occurred_at)
      SELECT %d,
             CASE WHEN i %% 250000 = 7 THEN 'refunds' WHEN i %% 10 = 0 THEN 'invoices' ELSE 'orders' END,
             CASE WHEN i = %d THEN 'only-one'
                  WHEN i %% 2000 = 5 THEN 'now-and-then'
                  WHEN i %% 3 = 0 THEN 'customer-' || i %% 1000
                  ELSE 'order-' || i END,
             CASE WHEN i %% 4 = 0 THEN 'OrderChanged' ELSE 'OrderPlaced' END,
             convert_to(rpad('{"no":' || i || ',"note":"', %d, md5(i::text)), 'UTF8'),
             '{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}',
             now() - (%d - i) * interval '%s seconds'
      FROM generate_series(%d, %d) i ORDER BY i
      """;

  /** One claim that covers all there is, and its confirmation. */
  private static final String PUBLISHED =
      """
      INSERT INTO twinbox.relay (name, channel, owner, epoch, expires_at, renewed_at)
      VALUES ('orders', 'kafka', 'bench', 1, now() + interval '1 day', now());
      INSERT INTO twinbox.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, install_id, system_identifier, timeline)
      SELECT 'orders', n, 1, 'claim', gen_random_uuid(), '3:3:', pg_current_snapshot(), 0, s.high, 0,
             s.high, s.high, n - 1, 0, i.install_id, 1, 1
      FROM generate_series(1, 2) n, twinbox.install i, (SELECT max(seq) AS high FROM twinbox.outbox) s
      """;

  private static final String DEAD =
      """
      INSERT INTO twinbox.parked
        (relay, seq, lane, state, attempts, error, error_class, ended_at, xid, id, channel, topic, key,
         type, content_type, payload, headers, occurred_at)
      SELECT 'orders', e.seq, e.topic || '/' || e.key, 'DEAD', 10,
             'partition ' || e.seq %% 8 || ' of topic ' || e.topic || ' has no leader', 'NoLeader', now(),
             e.xid, e.id, e.channel, e.topic, e.key, e.type, e.content_type, e.payload, e.headers,
             e.occurred_at
      FROM twinbox.outbox e WHERE e.seq > (SELECT max(seq) FROM twinbox.outbox) - 20 * %d AND e.seq %% 20 = 0
      """;

  private final String url;
  private final Progress progress;

  ConsoleLog(String url, Progress progress) {
    this.url = url;
    this.progress = progress;
  }

  void fill(long entries, int payloadBytes) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        Progress.Task task = progress.task("filling", entries)) {
      statement.execute("SET synchronous_commit = off");
      String step = String.format(Locale.ROOT, "%.6f", 6 * 86_400.0 / entries);
      for (long from = 1; from <= entries; from += AT_ONCE) {
        long to = Math.min(entries, from + AT_ONCE - 1);
        long slot = (from - 1) * SLOTS / entries;
        statement.execute(
            FILL.formatted(slot, entries / 2 + 1, payloadBytes, entries, step, from, to));
        task.step(to - from + 1);
      }
      statement.execute(PUBLISHED);
      statement.execute(DEAD.formatted(DEAD_LETTERS));
      statement.execute(
          FILL.formatted(
              SLOTS, 0, payloadBytes, entries + PENDING, step, entries + 1, entries + PENDING));
      progress.say("summarizing, as autovacuum does by the way");
      for (int slot = 0; slot <= SLOTS; slot++) {
        statement.execute(
            "SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i JOIN pg_class c"
                + " ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
                + " WHERE a.amname = 'brin' AND i.indrelid = 'twinbox.outbox_"
                + slot
                + "'::regclass");
      }
      statement.execute("ANALYZE twinbox.outbox");
      statement.execute("ANALYZE twinbox.parked");
      statement.execute("CHECKPOINT");
    }
  }

  /** The first column of the first row. */
  String text(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
