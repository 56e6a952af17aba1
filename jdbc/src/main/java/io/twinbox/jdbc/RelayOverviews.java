package io.twinbox.jdbc;

import io.twinbox.admin.HealthCode;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.PausedTopic;
import io.twinbox.admin.RelayOverview;
import io.twinbox.admin.RelayReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How relays stand, at a cost that does not grow with what waits. */
final class RelayOverviews {
  /** Counted up to here; beyond, the places given out tell how many it is about. */
  static final int COUNTED = 50_000;

  /** And through so many places: of a small channel beside a busy one most are others'. */
  private static final long LOOKED_THROUGH = 200_000;

  private static final Duration LATE = Duration.ofSeconds(30);

  private static final String RELAYS =
      """
      SELECT r.name, r.channel, r.owner, r.epoch, r.expires_at, r.paused, r.last_error,
             r.failing_since, r.tries, r.renewed_at, r.version, clock_timestamp() AS now,
             r.owner IS NULL OR r.expires_at <= clock_timestamp() AS free,
             coalesce(newest.no, 0) AS last_batch, coalesce(newest.confirmed, 0) AS confirmed,
             coalesce(j.hi, 0) AS hi,
             coalesce(j.to_snapshot, '1:1:')::text AS to_snapshot,
             coalesce(CASE WHEN j.hi = j.high THEN j.to_snapshot ELSE j.from_snapshot END, '1:1:')::text
               AS base,
             coalesce(CASE WHEN j.hi = j.high THEN j.to_low ELSE j.from_low END, 0) AS low,
             LAST_GIVEN_OUT AS high
      FROM twinbox.relay r
      LEFT JOIN LATERAL (
        SELECT no, confirmed FROM twinbox.relay_journal WHERE relay = r.name ORDER BY no DESC LIMIT 1
      ) newest ON true
      LEFT JOIN LATERAL (
        SELECT * FROM twinbox.relay_journal
        WHERE relay = r.name AND no <= newest.confirmed
        ORDER BY no DESC LIMIT 1
      ) j ON true
      ORDER BY r.name
      """
          .replace("LAST_GIVEN_OUT", LogSequence.LAST_GIVEN_OUT);

  /**
   * The conditions on the xid are not indexable on purpose, see {@code relay_backlog}. Two parts:
   * what is new by its place, and what was running when the position was taken: rows compared as a
   * whole, for only the index on (xid, seq) fits that.
   */
  private static final String BACKLOG =
      """
      SELECT count(*), min(u.occurred_at)
      FROM (
        (SELECT e.occurred_at FROM twinbox.outbox e
         WHERE e.seq > ? AND e.seq <= ? AND e.channel = ?
           AND NOT pg_visible_in_snapshot(e.xid, (SELECT ?::text::pg_snapshot))
           AND NOT (pg_visible_in_snapshot(e.xid, (SELECT ?::text::pg_snapshot)) AND e.seq <= ?)
         ORDER BY e.seq LIMIT ?)
        UNION ALL
        (SELECT e.occurred_at
         FROM pg_snapshot_xip(?::text::pg_snapshot) AS running(xid)
         CROSS JOIN LATERAL (
           SELECT o.xid, o.seq, o.occurred_at FROM twinbox.outbox o
           WHERE (o.xid, o.seq) > (running.xid, 0) AND (o.xid, o.seq) <= (running.xid, ?)
             AND o.channel = ?
           ORDER BY o.xid, o.seq
           LIMIT ?
         ) e
         WHERE NOT (pg_visible_in_snapshot(e.xid, (SELECT ?::text::pg_snapshot)) AND e.seq <= ?))
      ) u
      """;

  private static final String SET_ASIDE =
      """
      SELECT (SELECT count(*) FROM twinbox.parked p WHERE p.relay = r.name AND p.state = 'PARKED'),
             (SELECT count(*) FROM twinbox.parked p
              WHERE p.relay = r.name AND p.state = 'DEAD' AND p.discarded_at IS NULL),
             (SELECT min(p.ended_at) FROM twinbox.parked p
              WHERE p.relay = r.name AND p.state = 'DEAD' AND p.discarded_at IS NULL)
      FROM (SELECT ?::text AS name) r
      """;

  /** Heads of lanes only: what lines up behind them has no time of its own. */
  private static final String BLOCKED =
      """
      SELECT count(*), min(p.parked_at),
             (array_agg(p.topic || ': ' || p.error ORDER BY p.parked_at))[1]
      FROM (SELECT b.parked_at, b.topic, b.error FROM twinbox.parked b
            WHERE b.relay = ? AND b.state = 'PARKED' AND b.next_attempt_at IS NOT NULL
              AND b.error IS NOT NULL AND b.error_class IS DISTINCT FROM 'TopicPaused'
            ORDER BY b.next_attempt_at LIMIT 10000) p
      """;

  private static final String PAUSED_TOPICS =
      "SELECT relay, topic, since, actor, reason FROM twinbox.relay_paused_topic WHERE relay = ?"
          + " ORDER BY topic";

  private static final String PAUSE =
      """
      SELECT at, actor, reason FROM twinbox.audit
      WHERE action = 'pause' AND subject = ? ORDER BY id DESC LIMIT 1
      """;

  private final Database database;
  private final Histories histories;

  RelayOverviews(Database database) {
    this.database = database;
    this.histories = new Histories(database);
  }

  List<RelayOverview> all(Connection connection) throws SQLException {
    List<Row> rows = new Query(database, RELAYS).list(connection, Row::new);
    List<RelayOverview> relays = new ArrayList<>();
    for (Row row : rows) {
      relays.add(overview(connection, row));
    }
    return relays;
  }

  /** What waits for a relay; above {@link #COUNTED} an estimate. */
  long backlog(Connection connection, String relay) throws SQLException {
    for (Row row : new Query(database, RELAYS).list(connection, Row::new)) {
      if (row.name.equals(relay)) {
        return waiting(connection, row).count;
      }
    }
    return 0;
  }

  private RelayOverview overview(Connection connection, Row row) throws SQLException {
    Waiting waiting = waiting(connection, row);
    Aside aside =
        new Query(database, SET_ASIDE, row.name)
            .first(connection, it -> new Aside(it.getLong(1), it.getLong(2), time(it, 3)))
            .orElseThrow();
    List<PausedTopic> paused =
        new Query(database, PAUSED_TOPICS, row.name).list(connection, RelayOverviews::topic);
    Duration age =
        waiting.oldest == null ? Duration.ZERO : Duration.between(waiting.oldest, row.now);
    RelayReport report =
        new RelayReport(
            row.name,
            row.channel,
            row.owner,
            row.epoch,
            row.paused,
            waiting.count,
            age.isNegative() ? Duration.ZERO : age,
            aside.parked,
            aside.dead,
            row.lastError,
            row.failingSince,
            row.tries,
            row.renewedAt);
    return new RelayOverview(
        report,
        sentence(connection, row, report, waiting, aside, paused),
        paused,
        row.expiresAt,
        row.version,
        row.lastBatch,
        row.confirmed,
        histories.lastMinute(connection, row.name));
  }

  private Waiting waiting(Connection connection, Row row) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_seqscan = off");
    }
    int most = COUNTED + 1;
    long end = row.low + LOOKED_THROUGH;
    Query query = new Query(database, BACKLOG, row.low, end, row.channel, row.base);
    query.add("", row.toSnapshot, row.hi, most);
    query.add("", row.base, row.low, row.channel, most, row.toSnapshot, row.hi);
    Waiting counted =
        query.first(connection, it -> new Waiting(it.getLong(1), time(it, 2))).orElseThrow();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_seqscan = on");
    }
    if (counted.count > COUNTED) {
      return new Waiting(Math.max(counted.count, row.high - row.low), counted.oldest);
    }
    double share = Math.max(1.0, (row.high - row.low) / (double) LOOKED_THROUGH);
    return new Waiting(Math.round(counted.count * share), counted.oldest);
  }

  private HealthSentence sentence(
      Connection connection,
      Row row,
      RelayReport report,
      Waiting waiting,
      Aside aside,
      List<PausedTopic> paused)
      throws SQLException {
    if (row.free) {
      String text =
          row.renewedAt == null ? "No node has ever run it." : "No node runs it: start one.";
      return new HealthSentence(
          HealthCode.NO_OWNER, text, row.lastError, row.expiresAt, waiting.count);
    }
    if (row.failingSince != null) {
      return new HealthSentence(
          HealthCode.DESTINATION_DOWN,
          "Nothing is published: " + row.lastError,
          row.lastError,
          row.failingSince,
          waiting.count);
    }
    if (row.paused) {
      return pause(connection, row.name, waiting.count);
    }
    return lanes(connection, report, waiting, aside, paused);
  }

  private HealthSentence pause(Connection connection, String subject, long count)
      throws SQLException {
    return new Query(database, PAUSE, subject)
        .first(
            connection,
            it ->
                new HealthSentence(
                    HealthCode.PAUSED,
                    "Paused by " + it.getString(2) + ".",
                    it.getString(3),
                    time(it, 1),
                    count))
        .orElse(new HealthSentence(HealthCode.PAUSED, "Paused.", null, null, count));
  }

  private HealthSentence lanes(
      Connection connection,
      RelayReport report,
      Waiting waiting,
      Aside aside,
      List<PausedTopic> paused)
      throws SQLException {
    // The console asks this every second: nothing is asked for whose answer is known.
    Blocked blocked =
        aside.parked == 0
            ? Blocked.NONE
            : new Query(database, BLOCKED, report.name())
                .first(connection, it -> new Blocked(it.getLong(1), time(it, 2), it.getString(3)))
                .orElseThrow();
    if (blocked.count > 0) {
      return new HealthSentence(
          HealthCode.LANES_BLOCKED,
          lanes(blocked.count) + " wait; the oldest: " + blocked.error,
          blocked.error,
          blocked.since,
          blocked.count);
    }
    if (!paused.isEmpty()) {
      PausedTopic first = paused.get(0);
      String text =
          paused.size() == 1
              ? "Topic " + first.topic() + " is paused by " + first.actor() + "."
              : paused.size() + " topics are paused.";
      return new HealthSentence(
          HealthCode.TOPICS_PAUSED, text, first.reason(), first.since(), paused.size());
    }
    if (aside.dead > 0) {
      String text = aside.dead + " dead letters wait for a decision.";
      return new HealthSentence(HealthCode.DEAD_LETTERS, text, null, aside.deadSince, aside.dead);
    }
    if (report.oldestAge().compareTo(LATE) > 0) {
      String text = "The oldest entry waits for " + report.oldestAge().toSeconds() + " s.";
      return new HealthSentence(HealthCode.BEHIND, text, null, waiting.oldest, waiting.count);
    }
    return HealthSentence.well("All is well.");
  }

  private static String lanes(long count) {
    return count == 1 ? "1 lane" : count + " lanes";
  }

  private static PausedTopic topic(ResultSet row) throws SQLException {
    return new PausedTopic(
        RecordRows.text(row, "relay"),
        RecordRows.text(row, "topic"),
        Objects.requireNonNull(RecordRows.time(row, "since")),
        RecordRows.text(row, "actor"),
        row.getString("reason"));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    return RecordRows.time(row, row.getMetaData().getColumnLabel(column));
  }

  /** What waits, and since when. */
  private record Waiting(long count, @Nullable Instant oldest) {}

  /** What was set aside. */
  private record Aside(long parked, long dead, @Nullable Instant deadSince) {}

  /** Lanes that wait for their heads. */
  private record Blocked(long count, @Nullable Instant since, @Nullable String error) {
    static final Blocked NONE = new Blocked(0, null, null);
  }

  /** A row of {@link #RELAYS}. */
  private static final class Row {
    final String name;
    final String channel;
    final @Nullable String owner;
    final long epoch;
    final @Nullable Instant expiresAt;
    final boolean paused;
    final @Nullable String lastError;
    final @Nullable Instant failingSince;
    final int tries;
    final @Nullable Instant renewedAt;
    final @Nullable String version;
    final Instant now;
    final boolean free;
    final long lastBatch;
    final long confirmed;
    final long hi;
    final String toSnapshot;
    final String base;
    final long low;
    final long high;

    Row(ResultSet row) throws SQLException {
      this.name = RecordRows.text(row, "name");
      this.channel = RecordRows.text(row, "channel");
      this.owner = row.getString("owner");
      this.epoch = row.getLong("epoch");
      this.expiresAt = RecordRows.time(row, "expires_at");
      this.paused = row.getBoolean("paused");
      this.lastError = row.getString("last_error");
      this.failingSince = RecordRows.time(row, "failing_since");
      this.tries = row.getInt("tries");
      this.renewedAt = RecordRows.time(row, "renewed_at");
      this.version = row.getString("version");
      this.now = Objects.requireNonNull(RecordRows.time(row, "now"));
      this.free = row.getBoolean("free");
      this.lastBatch = row.getLong("last_batch");
      this.confirmed = row.getLong("confirmed");
      this.hi = row.getLong("hi");
      this.toSnapshot = RecordRows.text(row, "to_snapshot");
      this.base = RecordRows.text(row, "base");
      this.low = row.getLong("low");
      this.high = row.getLong("high");
    }
  }
}
