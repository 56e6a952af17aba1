package io.twinbox.jdbc;

import io.twinbox.admin.ConsumerNode;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.HealthCode;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.Pause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How consumers stand: what is stored, and what their processes tell. */
final class ConsumerOverviews {
  /** Who was heard of within this time works: a handler may keep the line busy for a while. */
  private static final Duration HEARD = Duration.ofSeconds(60);

  private static final Duration LATE = Duration.ofSeconds(30);

  private static final String CONSUMERS =
      """
      SELECT c.id, c.name, c.paused, clock_timestamp() AS now,
             coalesce(n.backlog, 0) AS backlog, n.oldest_at, coalesce(n.parked, 0) AS parked,
             n.parked_since, coalesce(n.dead, 0) AS dead, n.dead_since, n.error
      FROM twinbox.inbox_consumer c
      LEFT JOIN (
        SELECT r.consumer,
               count(*) FILTER (WHERE r.state = 'RECEIVED') AS backlog,
               min(r.received_at) FILTER (WHERE r.state = 'RECEIVED') AS oldest_at,
               count(*) FILTER (WHERE r.state = 'PARKED') AS parked,
               min(r.failed_at) FILTER (WHERE r.state = 'PARKED') AS parked_since,
               count(*) FILTER (WHERE r.state = 'DEAD' AND r.discarded_at IS NULL) AS dead,
               min(r.ended_at) FILTER (WHERE r.state = 'DEAD' AND r.discarded_at IS NULL)
                 AS dead_since,
               (array_agg(r.topic || ': ' || r.error ORDER BY r.failed_at)
                 FILTER (WHERE r.state = 'PARKED' AND r.error IS NOT NULL))[1] AS error
        FROM twinbox.inbox_record r
        GROUP BY r.consumer
      ) n ON n.consumer = c.id
      ORDER BY c.name
      """;

  private static final String NODES =
      """
      SELECT c.name AS consumer, n.node, n.version, n.state, n.error, n.failing_since, n.partitions,
             n.read, n.handled, n.duplicates, n.parked, n.dead, n.started_at, n.seen_at
      FROM twinbox.inbox_node n JOIN twinbox.inbox_consumer c ON c.id = n.consumer
      WHERE n.seen_at > clock_timestamp() - interval '1 hour'
      ORDER BY c.name, n.node
      """;

  private static final String PAUSE =
      """
      SELECT at, actor, reason FROM twinbox.audit
      WHERE action = 'pause' AND subject = ? ORDER BY id DESC LIMIT 1
      """;

  private final Database database;

  ConsumerOverviews(Database database) {
    this.database = database;
  }

  List<ConsumerOverview> all(Connection connection) throws SQLException {
    List<ConsumerNode> nodes = nodes(connection);
    List<Row> rows = new Query(database, CONSUMERS).list(connection, Row::new);
    List<ConsumerOverview> consumers = new ArrayList<>();
    for (Row row : rows) {
      List<ConsumerNode> own =
          nodes.stream().filter(node -> node.consumer().equals(row.name)).toList();
      consumers.add(
          new ConsumerOverview(
              row.name,
              sentence(connection, row, own),
              row.paused ? Pause.PAUSED : Pause.NONE,
              row.backlog,
              row.age(),
              row.parked,
              row.dead,
              own));
    }
    return consumers;
  }

  List<ConsumerNode> nodes(Connection connection) throws SQLException {
    return new Query(database, NODES).list(connection, ConsumerOverviews::node);
  }

  private HealthSentence sentence(Connection connection, Row row, List<ConsumerNode> nodes)
      throws SQLException {
    List<ConsumerNode> heard =
        nodes.stream().filter(node -> node.seenAt().isAfter(row.now.minus(HEARD))).toList();
    if (heard.isEmpty()) {
      Optional<Instant> last = nodes.stream().map(ConsumerNode::seenAt).max(Instant::compareTo);
      return new HealthSentence(
          HealthCode.NO_NODE, "No node runs it: start one.", null, last.orElse(null), row.backlog);
    }
    Optional<ConsumerNode> down =
        heard.stream().filter(node -> node.failingSince() != null).findFirst();
    if (down.isPresent()) {
      ConsumerNode node = down.get();
      String text = "Node " + node.node() + " is " + node.state() + ": " + node.error();
      return new HealthSentence(
          HealthCode.CONSUMER_DOWN, text, node.error(), node.failingSince(), row.backlog);
    }
    return row.paused ? pause(connection, row) : records(row);
  }

  private HealthSentence pause(Connection connection, Row row) throws SQLException {
    return new Query(database, PAUSE, JdbcAdminActions.subjectOfConsumer(row.name))
        .first(
            connection,
            it ->
                new HealthSentence(
                    HealthCode.PAUSED,
                    "Paused by " + it.getString("actor") + ".",
                    it.getString("reason"),
                    RecordRows.time(it, "at"),
                    row.backlog))
        .orElse(new HealthSentence(HealthCode.PAUSED, "Paused.", null, null, row.backlog));
  }

  private static HealthSentence records(Row row) {
    if (row.parked > 0) {
      String text = row.parked + " records are tried again; the oldest: " + row.error;
      return new HealthSentence(
          HealthCode.LANES_BLOCKED, text, row.error, row.parkedSince, row.parked);
    }
    if (row.dead > 0) {
      String text = row.dead + " dead letters wait for a decision.";
      return new HealthSentence(HealthCode.DEAD_LETTERS, text, null, row.deadSince, row.dead);
    }
    if (row.age().compareTo(LATE) > 0) {
      String text = "The oldest stored record waits for " + row.age().toSeconds() + " s.";
      return new HealthSentence(HealthCode.BEHIND, text, null, row.oldest, row.backlog);
    }
    return HealthSentence.well("All is well.");
  }

  private static ConsumerNode node(ResultSet row) throws SQLException {
    return new ConsumerNode(
        RecordRows.text(row, "consumer"),
        RecordRows.text(row, "node"),
        RecordRows.text(row, "version"),
        RecordRows.text(row, "state"),
        row.getString("error"),
        RecordRows.time(row, "failing_since"),
        row.getInt("partitions"),
        row.getLong("read"),
        row.getLong("handled"),
        row.getLong("duplicates"),
        row.getLong("parked"),
        row.getLong("dead"),
        Objects.requireNonNull(RecordRows.time(row, "started_at")),
        Objects.requireNonNull(RecordRows.time(row, "seen_at")));
  }

  /** A row of {@link #CONSUMERS}. */
  private static final class Row {
    final String name;
    final boolean paused;
    final Instant now;
    final long backlog;
    final @Nullable Instant oldest;
    final long parked;
    final @Nullable Instant parkedSince;
    final long dead;
    final @Nullable Instant deadSince;
    final @Nullable String error;

    Row(ResultSet row) throws SQLException {
      this.name = RecordRows.text(row, "name");
      this.paused = row.getBoolean("paused");
      this.now = Objects.requireNonNull(RecordRows.time(row, "now"));
      this.backlog = row.getLong("backlog");
      this.oldest = RecordRows.time(row, "oldest_at");
      this.parked = row.getLong("parked");
      this.parkedSince = RecordRows.time(row, "parked_since");
      this.dead = row.getLong("dead");
      this.deadSince = RecordRows.time(row, "dead_since");
      this.error = row.getString("error");
    }

    Duration age() {
      Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, now);
      return age.isNegative() ? Duration.ZERO : age;
    }
  }
}
