package io.twinbox.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.EntryState;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.SearchTooSlowException;
import io.twinbox.admin.Shown;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.jdbc.JdbcAdmin;
import io.twinbox.jdbc.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How long an operator waits for a page, whatever the size of the log: the 95th percentile of each
 * query, and of the slowest. The limit is a bare page of the log by its index.
 */
record ConsoleQueriesBench(long entries, int payloadBytes, int runs, int rounds)
    implements Benchmark {
  ConsoleQueriesBench {
    if (entries < 2_100_000 || runs < 5 || rounds < 1) {
      throw new IllegalArgumentException("entries must be 2,100,000 or more, runs 5 or more");
    }
  }

  @Override
  public List<Report> run(Progress progress) throws SQLException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .set("shared_buffers", "1GB")
                .set("max_wal_size", "8GB")
                .set("checkpoint_timeout", "30min")
                .start();
        HikariDataSource pool = new HikariDataSource()) {
      String url = postgres.createDatabase();
      pool.setJdbcUrl(url);
      pool.setMaximumPoolSize(2);
      Schema.named(Schema.DEFAULT_NAME).install(pool);
      ConsoleLog log = new ConsoleLog(url, progress);
      log.fill(entries, payloadBytes);
      Map<String, Runnable> queries = queries(JdbcAdmin.of(pool).queries(), log);
      Map<String, Series> times = new LinkedHashMap<>();
      Series slowest = new Series();
      Series bare = new Series();
      for (int round = 1; round <= rounds; round++) {
        double worst = 0;
        for (Map.Entry<String, Runnable> query : queries.entrySet()) {
          double millis = p95(query.getValue());
          times.computeIfAbsent(query.getKey(), any -> new Series()).add(millis);
          worst = Math.max(worst, millis);
        }
        slowest.add(worst);
        bare.add(p95(() -> page(pool)));
        progress.say("  round %d of %d done".formatted(round, rounds));
      }
      Report report =
          Report.of("console-queries", "ms, p95 of the slowest query", slowest, bare)
              .count("entries", entries)
              .count("bytes", Long.parseLong(log.text(SIZE)))
              .count("search_index_bytes", Long.parseLong(log.text(INDEX_SIZE)));
      times.forEach((name, series) -> report.number(name + "_ms_p95", series.median()));
      return List.of(report);
    }
  }

  private static final String SIZE =
      "SELECT sum(pg_total_relation_size(inhrelid))::bigint FROM pg_inherits"
          + " WHERE inhparent = 'twinbox.outbox'::regclass";

  private static final String INDEX_SIZE =
      "SELECT sum(pg_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
          + " WHERE a.amname = 'brin'";

  private Map<String, Runnable> queries(AdminQueries queries, ConsoleLog log) throws SQLException {
    EntrySearch all = EntrySearch.ALL;
    UUID id = UUID.fromString(log.text("SELECT id FROM twinbox.outbox WHERE seq = " + entries / 3));
    Instant day = Instant.now().minus(Duration.ofDays(3));
    Map<String, Runnable> named = new LinkedHashMap<>();
    named.put("overview", queries::overview);
    named.put("first_page", () -> queries.entries(all, 0, 50));
    named.put("deep_page", () -> queries.entries(all, entries / 2, 50));
    named.put("by_id", () -> queries.entries(all.withId(id), 0, 50));
    named.put("by_unknown_id", () -> queries.entries(all.withId(new UUID(1, 2)), 0, 50));
    named.put("by_frequent_key", () -> queries.entries(all.withKey("customer-3"), 0, 50));
    named.put("by_key_now_and_then", () -> queries.entries(all.withKey("now-and-then"), 0, 50));
    named.put("by_single_key", () -> queries.entries(all.withKey(ConsoleLog.RARE_KEY), 0, 50));
    named.put("by_unknown_key", () -> queries.entries(all.withKey("nobody"), 0, 50));
    named.put("by_rare_topic", () -> queries.entries(all.withTopic(ConsoleLog.RARE_TOPIC), 0, 50));
    EntrySearch hour = all.between(day, day.plusSeconds(3_600));
    named.put("by_topic_and_hour", () -> queries.entries(hour.withTopic("invoices"), 0, 50));
    EntrySearch rest = all.withTopic(ConsoleLog.RARE_TOPIC).between(day, null);
    named.put("by_rare_topic_and_days", () -> queries.entries(rest, 0, 50));
    EntrySearch pending = all.withRelay("orders").withState(EntryState.PENDING);
    named.put("pending", () -> queries.entries(pending, 0, 50));
    EntrySearch dead = all.withRelay("orders").withState(EntryState.DEAD);
    named.put("dead", () -> queries.entries(dead, 0, 50));
    named.put("by_error", () -> queries.entries(all.withError("partition 3"), 0, 50));
    named.put("by_unknown_error", () -> queries.entries(all.withError("nowhere"), 0, 50));
    named.put("by_header", () -> queries.entries(all.withHeader("none", "x"), 0, 50));
    named.put("counts", () -> queries.counts("orders"));
    named.put("count_of_key", () -> queries.count(all.withKey("now-and-then")));
    named.put("entry", () -> queries.entry(entries / 2, null, Shown.SHOWN));
    named.put("failures", queries::failures);
    named.put("blocked_lanes", () -> queries.blockedLanes("orders", null, 50));
    named.put("database_health", () -> queries.databaseHealth(Shown.SHOWN));
    named.put("history", () -> queries.history("orders", Duration.ofDays(1), 288));
    named.put("audit", () -> queries.audit(AuditSearch.ALL, 0, 50));
    return named;
  }

  private double p95(Runnable query) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      try {
        query.run();
      } catch (SearchTooSlowException e) {
        // Counted with the time it took: the figure tells it.
      }
      millis.add((System.nanoTime() - start) / 1e6);
    }
    Collections.sort(millis);
    return millis.get((int) Math.ceil(runs * 0.95) - 1);
  }

  private static void page(HikariDataSource pool) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT seq, topic, key FROM twinbox.outbox ORDER BY seq DESC LIMIT 50")) {
      while (rows.next()) {
        rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
