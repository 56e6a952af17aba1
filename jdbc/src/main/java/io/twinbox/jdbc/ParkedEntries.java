package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.Lane;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Entries set aside in their lanes. Only the head of a lane has a time for its next attempt; the
 * rest waits behind it.
 */
final class ParkedEntries {
  /** For the history of an entry that was set aside. */
  private static final String FAILED_ATTEMPT =
      """
      jsonb_build_object('attempt', v.attempts, 'at', clock_timestamp(),
                         'error', left(v.error, 1000), 'class', v.error_class)
      """;

  private static final String PARK =
      """
      INSERT INTO twinbox.parked
        (relay, seq, lane, state, blocking, attempts, next_attempt_at, error, error_class, ended_at,
         xid, id, channel, topic, key, type, content_type, payload, headers, occurred_at, failures)
      SELECT ?, e.seq, v.lane, v.state, v.blocking, v.attempts,
             clock_timestamp() + v.backoff_ms * interval '1 millisecond', v.error, v.error_class,
             CASE WHEN v.state = 'DEAD' THEN clock_timestamp() END,
             e.xid, e.id, e.channel, e.topic, e.key, e.type, e.content_type, e.payload, e.headers,
             e.occurred_at,
             CASE WHEN v.attempts > 0 AND v.error IS NOT NULL
                  THEN jsonb_build_array(FAILED_ATTEMPT) ELSE '[]' END
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::int[], ?::bigint[], ?::text[],
                  ?::text[])
           AS v(seq, lane, state, blocking, attempts, backoff_ms, error, error_class)
      JOIN twinbox.outbox e ON e.seq = v.seq
      ON CONFLICT (relay, seq) DO NOTHING
      """
          .replace("FAILED_ATTEMPT", FAILED_ATTEMPT);

  /** An operator may have discarded the entry while it was tried: then it stays as it is. */
  private static final String DECIDE =
      """
      UPDATE twinbox.parked p
      SET state = v.state, blocking = v.blocking, attempts = v.attempts,
          next_attempt_at = clock_timestamp() + v.backoff_ms * interval '1 millisecond',
          error = coalesce(v.error, p.error), error_class = coalesce(v.error_class, p.error_class),
          ended_at = CASE WHEN v.state <> 'PARKED' THEN clock_timestamp() END,
          failures = CASE WHEN v.error IS NULL OR v.attempts <= p.attempts THEN p.failures
                          WHEN jsonb_array_length(p.failures) >= 50
                          THEN (p.failures - 0) || jsonb_build_array(FAILED_ATTEMPT)
                          ELSE p.failures || jsonb_build_array(FAILED_ATTEMPT) END
      FROM unnest(?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::int[], ?::bigint[], ?::text[],
                  ?::text[])
           AS v(seq, lane, state, blocking, attempts, backoff_ms, error, error_class)
      WHERE p.relay = ? AND p.seq = v.seq AND p.state = 'PARKED'
      """
          .replace("FAILED_ATTEMPT", FAILED_ATTEMPT);

  /**
   * What a relay was just setting aside when its topic was resumed. Nobody waits for a lock here:
   * there is a next time.
   */
  private static final String RESUME_LEFT_BEHIND =
      """
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      WHERE p.relay = ? AND p.seq IN (
        SELECT h.seq FROM twinbox.parked h
        WHERE h.relay = ? AND h.state = 'PARKED' AND h.error_class = 'TopicPaused'
          AND h.next_attempt_at > clock_timestamp()
          AND NOT EXISTS (SELECT FROM twinbox.relay_paused_topic t
                          WHERE t.relay = h.relay AND t.topic = h.topic)
        FOR NO KEY UPDATE SKIP LOCKED)
      """;

  /**
   * The head is locked, for an operator may just be discarding it: neither would see that what
   * lines up here is the head now, and it would wait for ever.
   */
  private static final String PROMOTE =
      """
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      FROM unnest(?::text[]) AS l(lane)
      CROSS JOIN LATERAL (
        SELECT h.seq FROM twinbox.parked h
        WHERE h.relay = ? AND h.lane = l.lane AND (h.state = 'PARKED' OR h.blocking)
        ORDER BY h.seq LIMIT 1
        FOR NO KEY UPDATE
      ) head
      WHERE p.relay = ? AND p.seq = head.seq AND p.state = 'PARKED' AND p.next_attempt_at IS NULL
      """;

  /** Steps from lane to lane, whatever waits in them. */
  private static final String PROMOTE_ALL =
      """
      WITH RECURSIVE head AS (
        (SELECT h.lane, h.seq FROM twinbox.parked h
         WHERE h.relay = ? AND (h.state = 'PARKED' OR h.blocking)
         ORDER BY h.lane, h.seq LIMIT 1)
        UNION ALL
        SELECT n.lane, n.seq FROM head CROSS JOIN LATERAL (
          SELECT h.lane, h.seq FROM twinbox.parked h
          WHERE h.relay = ? AND h.lane > head.lane AND (h.state = 'PARKED' OR h.blocking)
          ORDER BY h.lane, h.seq LIMIT 1
        ) n
      )
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      FROM head
      WHERE p.relay = ? AND p.seq = head.seq AND p.state = 'PARKED' AND p.next_attempt_at IS NULL
      """;

  /** Counted up to a limit: whether a lane is free matters, not how many thousands wait in it. */
  private static final String WAITING_IN =
      """
      SELECT l.lane, (SELECT count(*) FROM (SELECT 1 FROM twinbox.parked p
                      WHERE p.relay = ? AND p.lane = l.lane AND (p.state = 'PARKED' OR p.blocking)
                      LIMIT 1000) w)
      FROM unnest(?::text[]) AS l(lane)
      """;

  private static final String WAITING =
      """
      SELECT lane, count(*) FROM twinbox.parked
      WHERE relay = ? AND (state = 'PARKED' OR blocking) GROUP BY lane
      """;

  /**
   * Of a lane that drains no more than its share of the entries is looked at, and what does not fit
   * is taken from all lanes: in the order of their names the first long one would keep the others
   * waiting for ever.
   */
  private static final String DUE =
      """
      WITH due AS (
        SELECT p.lane, p.seq, p.attempts
        FROM twinbox.parked p
        WHERE p.relay = ? AND p.state = 'PARKED' AND p.next_attempt_at <= clock_timestamp()
          AND p.lane NOT IN (SELECT unnest(?::text[]))
          AND NOT EXISTS (SELECT FROM twinbox.parked b
                          WHERE b.relay = p.relay AND b.lane = p.lane AND b.seq < p.seq
                            AND (b.state = 'PARKED' OR b.blocking))
        ORDER BY p.next_attempt_at
        LIMIT ?
      )
      SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at, attempts
      FROM (
        SELECT w.*, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY place, lane) AS bytes
        FROM (
          SELECT e.*
          FROM due CROSS JOIN LATERAL (
            SELECT g.*, row_number() OVER (ORDER BY g.seq) AS place
            FROM (
              SELECT f.seq, f.id, f.channel, f.topic, f.key, f.type, f.content_type, f.payload,
                     f.headers, f.occurred_at, f.attempts, f.lane
              FROM twinbox.parked f
              WHERE f.relay = ? AND f.lane = due.lane AND f.seq >= due.seq AND f.state = 'PARKED'
                AND (f.seq = due.seq OR due.attempts = 0)
              ORDER BY f.seq
              LIMIT CASE WHEN due.attempts = 0 THEN greatest(1, ? / (SELECT count(*) FROM due))
                    ELSE 1 END
            ) g
          ) e
          ORDER BY e.place, e.lane
          LIMIT ?
        ) w
      ) s
      WHERE bytes - coalesce(octet_length(payload), 0) < ?
      ORDER BY lane, seq
      """
          + RunLimit.SQL;

  private static final String REREAD =
      """
      SELECT seq, id, channel, topic, key, type, content_type, payload, headers, occurred_at, attempts
      FROM unnest(?::bigint[]) WITH ORDINALITY AS r(retried, place)
      JOIN twinbox.parked p ON p.relay = ? AND p.seq = r.retried AND p.state = 'PARKED'
      ORDER BY r.place
      """
          + RunLimit.SQL;

  private final Database database;

  ParkedEntries(Database database) {
    this.database = database;
  }

  List<ParkedEntry> due(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits) {
    Object[] tried = except.stream().map(Lane::text).toArray();
    return database.call(
        "reading the parked entries of relay " + relay.name(),
        RunLimit.asked(
            relay,
            connection -> {
              try (PreparedStatement query = connection.prepareStatement(database.sql(DUE))) {
                query.setString(1, relay.name());
                query.setArray(2, connection.createArrayOf("text", tried));
                query.setInt(3, limits.entries());
                query.setString(4, relay.name());
                query.setInt(5, limits.entries());
                query.setInt(6, limits.entries());
                query.setLong(7, limits.bytes());
                RunLimit.bind(query, 8, relay, head, limits.entries());
                return collect(query);
              }
            }));
  }

  List<ParkedEntry> reread(RelayId relay, JournalHead head, List<Long> retried) {
    return database.call(
        "reading parked entries of relay " + relay.name() + " again",
        RunLimit.asked(
            relay,
            connection -> {
              try (PreparedStatement query = connection.prepareStatement(database.sql(REREAD))) {
                query.setArray(1, connection.createArrayOf("bigint", retried.toArray()));
                query.setString(2, relay.name());
                RunLimit.bind(query, 3, relay, head, retried.size());
                return collect(query);
              }
            }));
  }

  private static List<ParkedEntry> collect(PreparedStatement query) throws SQLException {
    List<ParkedEntry> entries = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      EntryColumns columns = new EntryColumns();
      while (rows.next()) {
        entries.add(new ParkedEntry(columns.read(rows), rows.getInt(11)));
      }
    }
    return entries;
  }

  /** Every lane in which something waits. */
  Map<Lane, Integer> waiting(Connection connection, RelayId relay) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(WAITING))) {
      query.setString(1, relay.name());
      return lanes(query);
    }
  }

  /** Writes what became of entries, and tells how many wait in the lanes touched. */
  Map<Lane, Integer> settle(Connection connection, RelayId relay, Settlement settlement)
      throws SQLException {
    if (!settlement.parked().isEmpty()) {
      try (PreparedStatement park = connection.prepareStatement(database.sql(PARK))) {
        park.setString(1, relay.name());
        bind(park, 2, settlement.parked());
        park.executeUpdate();
      }
    }
    if (!settlement.retried().isEmpty()) {
      try (PreparedStatement decide = connection.prepareStatement(database.sql(DECIDE))) {
        bind(decide, 1, settlement.retried());
        decide.setString(9, relay.name());
        decide.executeUpdate();
      }
    }
    String[] lanes = lanesOf(settlement);
    try (PreparedStatement promote = connection.prepareStatement(database.sql(PROMOTE))) {
      promote.setArray(1, connection.createArrayOf("text", lanes));
      promote.setString(2, relay.name());
      promote.setString(3, relay.name());
      promote.executeUpdate();
    }
    try (PreparedStatement query = connection.prepareStatement(database.sql(WAITING_IN))) {
      query.setString(1, relay.name());
      query.setArray(2, connection.createArrayOf("text", lanes));
      return lanes(query);
    }
  }

  /**
   * Gives every head of a lane a time that has none. There should be none such; what changes the
   * table by hand may leave one, and its lane would stand still for ever.
   *
   * @return how many
   */
  int promoteAll(RelayId relay) {
    return database
        .patient()
        .call(
            "looking for lanes of relay " + relay.name() + " that stand still",
            connection -> {
              try (PreparedStatement promote =
                  connection.prepareStatement(database.sql(PROMOTE_ALL))) {
                promote.setString(1, relay.name());
                promote.setString(2, relay.name());
                promote.setString(3, relay.name());
                return promote.executeUpdate();
              }
            });
  }

  /** Makes due what was set aside because of a topic that is not paused any more. */
  int resumeLeftBehind(RelayId relay) {
    return database.call(
        "looking for what a pause of topics left behind of relay " + relay.name(),
        connection -> {
          try (PreparedStatement resume =
              connection.prepareStatement(database.sql(RESUME_LEFT_BEHIND))) {
            resume.setString(1, relay.name());
            resume.setString(2, relay.name());
            return resume.executeUpdate();
          }
        });
  }

  private static String[] lanesOf(Settlement settlement) {
    Set<String> lanes = new LinkedHashSet<>();
    Stream.concat(settlement.parked().stream(), settlement.retried().stream())
        .forEach(verdict -> lanes.add(verdict.lane().text()));
    return lanes.toArray(String[]::new);
  }

  private static Map<Lane, Integer> lanes(PreparedStatement query) throws SQLException {
    Map<Lane, Integer> lanes = new HashMap<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        lanes.put(Lane.parse(Objects.requireNonNull(rows.getString(1))), rows.getInt(2));
      }
    }
    return lanes;
  }

  private static void bind(PreparedStatement statement, int first, List<Verdict> verdicts)
      throws SQLException {
    ColumnArrays<Verdict> columns = new ColumnArrays<>(statement, first, verdicts);
    columns.add("bigint", Verdict::seq);
    columns.add("text", verdict -> verdict.lane().text());
    columns.add("text", verdict -> state(verdict.state()));
    columns.add("boolean", Verdict::blocking);
    columns.add("int", Verdict::attempts);
    columns.add(
        "bigint", verdict -> verdict.backoff() == null ? null : verdict.backoff().toMillis());
    columns.add("text", verdict -> DbText.clean(verdict.error()));
    columns.add("text", verdict -> DbText.clean(verdict.errorClass()));
  }

  private static String state(EntryState state) {
    return state.name();
  }
}
