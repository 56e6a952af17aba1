package io.twinbox.jdbc;

import io.twinbox.admin.BlockedLane;
import io.twinbox.admin.Count;
import io.twinbox.admin.FailureGroup;
import io.twinbox.admin.FailureGroup.Side;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What fails, and what waits for it. */
final class Failing {
  private static final int MOST_GROUPS = 1_000;
  private static final int COUNTED = 1_000;
  private static final int LONGEST_MESSAGE = 500;

  /** A message that names an id or a number is still the same message. */
  private static final Pattern NUMBERS =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\\d+");

  private static final String ENTRIES =
      """
      SELECT relay AS owner, state, error_class AS kind, left(error, 500) AS error, topic,
             count(*) AS count, min(coalesce(ended_at, parked_at)) AS first_seen,
             max(coalesce(ended_at, parked_at)) AS last_seen, max(seq) AS example
      FROM twinbox.parked
      WHERE state <> 'PUBLISHED' AND discarded_at IS NULL AND error IS NOT NULL
        AND (state = 'DEAD' OR next_attempt_at IS NOT NULL)
        AND error_class IS DISTINCT FROM 'TopicPaused'
      GROUP BY relay, state, error_class, left(error, 500), topic
      ORDER BY count(*) DESC LIMIT 20000
      """;

  private static final String RECORDS =
      """
      SELECT c.name AS owner, r.state, r.fault AS kind, left(coalesce(r.error, ''), 500) AS error,
             r.topic, count(*) AS count, min(coalesce(r.failed_at, r.received_at)) AS first_seen,
             max(coalesce(r.failed_at, r.received_at)) AS last_seen, max(r.seq) AS example
      FROM twinbox.inbox_record r JOIN twinbox.inbox_consumer c ON c.id = r.consumer
      WHERE r.state <> 'RECEIVED' AND r.discarded_at IS NULL
      GROUP BY c.name, r.state, r.fault, left(coalesce(r.error, ''), 500), r.topic
      ORDER BY count(*) DESC LIMIT 20000
      """;

  /** Steps from lane to lane, whatever waits in them. */
  private static final String LANES =
      """
      WITH RECURSIVE head AS (
        (SELECT h.lane, h.seq, 1 AS n FROM twinbox.parked h
         WHERE h.relay = ? AND (h.state = 'PARKED' OR h.blocking) AND h.lane > ?
         ORDER BY h.lane, h.seq LIMIT 1)
        UNION ALL
        SELECT next.lane, next.seq, head.n + 1 FROM head CROSS JOIN LATERAL (
          SELECT h.lane, h.seq FROM twinbox.parked h
          WHERE h.relay = ? AND h.lane > head.lane AND (h.state = 'PARKED' OR h.blocking)
          ORDER BY h.lane, h.seq LIMIT 1
        ) next
        WHERE head.n < ?
      )
      SELECT p.lane, p.topic, p.key, p.seq, p.state, p.attempts, p.next_attempt_at, p.error,
             coalesce(p.ended_at, p.parked_at) AS since,
             (SELECT count(*) FROM (SELECT 1 FROM twinbox.parked w
                                    WHERE w.relay = p.relay AND w.lane = p.lane AND w.seq > p.seq
                                      AND w.state = 'PARKED' LIMIT 1001) few) AS waiting
      FROM head JOIN twinbox.parked p ON p.relay = ? AND p.seq = head.seq
      ORDER BY p.lane
      """;

  /** The same of an inbox, whose lanes have numbers. */
  private static final String RECORD_LANES =
      """
      WITH RECURSIVE head AS (
        (SELECT h.lane, h.seq, 1 AS n FROM twinbox.inbox_record h
         WHERE h.consumer = ? AND h.lane > ?
           AND (h.state = 'PARKED' OR h.state = 'RECEIVED' AND h.attempts > 0 OR h.waits OR h.blocking)
         ORDER BY h.lane, h.seq LIMIT 1)
        UNION ALL
        SELECT next.lane, next.seq, head.n + 1 FROM head CROSS JOIN LATERAL (
          SELECT h.lane, h.seq FROM twinbox.inbox_record h
          WHERE h.consumer = ? AND h.lane > head.lane
            AND (h.state = 'PARKED' OR h.state = 'RECEIVED' AND h.attempts > 0 OR h.waits OR h.blocking)
          ORDER BY h.lane, h.seq LIMIT 1
        ) next
        WHERE head.n < ?
      )
      SELECT p.lane::text AS lane, p.topic, p.key, p.seq, p.state, p.attempts, p.next_attempt_at,
             p.error, coalesce(p.failed_at, p.received_at) AS since,
             (SELECT count(*) FROM (SELECT 1 FROM twinbox.inbox_record w
                                    WHERE w.consumer = p.consumer AND w.lane = p.lane
                                      AND w.seq > p.seq AND (w.state <> 'DEAD' OR w.blocking)
                                    LIMIT 1001) few) AS waiting
      FROM head JOIN twinbox.inbox_record p ON p.seq = head.seq
      ORDER BY p.lane
      """;

  private final Database database;
  private final Consumers consumers;

  Failing(Database database, Consumers consumers) {
    this.database = database;
    this.consumers = consumers;
  }

  List<FailureGroup> groups(Connection connection) throws SQLException {
    Map<List<?>, FailureGroup> groups = new LinkedHashMap<>();
    new Query(database, ENTRIES).list(connection, row -> add(groups, group(row, Side.OUTBOX)));
    if (mayReadRecords(connection)) {
      new Query(database, RECORDS).list(connection, row -> add(groups, group(row, Side.INBOX)));
    }
    return groups.values().stream()
        .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
        .limit(MOST_GROUPS)
        .toList();
  }

  /** The relay's role knows nothing of inboxes. */
  private boolean mayReadRecords(Connection connection) throws SQLException {
    return new Query(
            database, "SELECT has_column_privilege('twinbox.inbox_record', 'error', 'SELECT')")
        .first(connection, row -> row.getBoolean(1))
        .orElse(false);
  }

  private static boolean add(Map<List<?>, FailureGroup> groups, FailureGroup more) {
    List<Object> same = new ArrayList<>();
    same.add(more.side());
    same.add(more.owner());
    same.add(more.state());
    same.add(String.valueOf(more.kind()));
    same.add(more.message());
    groups.merge(same, more, Failing::sum);
    return true;
  }

  private static FailureGroup sum(FailureGroup a, FailureGroup b) {
    boolean later = b.lastSeen().isAfter(a.lastSeen());
    return new FailureGroup(
        a.side(),
        a.owner(),
        a.state(),
        a.kind(),
        a.message(),
        Objects.equals(a.topic(), b.topic()) ? a.topic() : null,
        a.count() + b.count(),
        a.firstSeen().isBefore(b.firstSeen()) ? a.firstSeen() : b.firstSeen(),
        later ? b.lastSeen() : a.lastSeen(),
        later ? b.example() : a.example());
  }

  private static FailureGroup group(ResultSet row, Side side) throws SQLException {
    return new FailureGroup(
        side,
        RecordRows.text(row, "owner"),
        RecordRows.text(row, "state"),
        row.getString("kind"),
        normal(RecordRows.text(row, "error")),
        row.getString("topic"),
        row.getLong("count"),
        time(row, "first_seen"),
        time(row, "last_seen"),
        row.getLong("example"));
  }

  /** The message without its numbers. */
  static String normal(String message) {
    String first =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    return NUMBERS.matcher(first).replaceAll("#");
  }

  List<BlockedLane> lanes(Connection connection, String relay, @Nullable String after, int limit)
      throws SQLException {
    String behind = after == null ? "" : after;
    return new Query(database, LANES, relay, behind, relay, limit, relay)
        .list(connection, row -> lane(row, Side.OUTBOX, relay, row.getString("key")));
  }

  List<BlockedLane> recordLanes(
      Connection connection, String consumer, @Nullable String after, int limit)
      throws SQLException {
    short id = consumers.id(connection, consumer);
    long behind = after == null ? Long.MIN_VALUE : laneNumber(after);
    return new Query(database, RECORD_LANES, id, behind, id, limit)
        .list(connection, row -> lane(row, Side.INBOX, consumer, keyText(row.getBytes("key"))));
  }

  private static long laneNumber(String lane) {
    try {
      return Long.parseLong(lane);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a lane of an inbox: " + lane, e);
    }
  }

  private static @Nullable String keyText(byte @Nullable [] key) {
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  private static BlockedLane lane(ResultSet row, Side side, String owner, @Nullable String key)
      throws SQLException {
    long waiting = row.getLong("waiting");
    return new BlockedLane(
        side,
        owner,
        RecordRows.text(row, "lane"),
        RecordRows.text(row, "topic"),
        key,
        row.getLong("seq"),
        RecordRows.text(row, "state"),
        row.getInt("attempts"),
        RecordRows.time(row, "next_attempt_at"),
        row.getString("error"),
        time(row, "since"),
        waiting > COUNTED ? new Count(COUNTED, Count.Precision.AT_LEAST) : Count.exact(waiting));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(RecordRows.time(row, column), column);
  }
}
