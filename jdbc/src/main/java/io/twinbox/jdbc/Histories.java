package io.twinbox.jdbc;

import io.twinbox.admin.RatePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** What went through a relay, told from its journal. */
final class Histories {
  /** Older rows have been thinned out: what they claimed is not known any more. */
  private static final Duration WHOLE = Duration.ofMinutes(55);

  /** From the end, so that it reads what it tells. */
  private static final String LAST_MINUTE =
      """
      SELECT date_trunc('second', at) AS second, sum(appended) AS appended, sum(entries) AS claimed
      FROM (SELECT at, entries, high - lead(high, 1, high) OVER (ORDER BY no DESC) AS appended
            FROM twinbox.relay_journal
            WHERE relay = ? ORDER BY no DESC LIMIT 6000) j
      WHERE at > clock_timestamp() - interval '60 seconds'
      GROUP BY 1 ORDER BY 1
      """;

  /** Rows of the journal are in the order of time: a few looks find where one begins. */
  private static final String BOUNDARIES =
      """
      SELECT t.at,
             (WITH RECURSIVE bisect(lo, hi) AS (
                SELECT min(no) - 1, max(no) FROM twinbox.relay_journal WHERE relay = ?
                UNION ALL
                SELECT CASE WHEN m.at < t.at THEN m.no ELSE b.lo END,
                       CASE WHEN m.at < t.at THEN b.hi ELSE m.middle END
                FROM bisect b
                CROSS JOIN LATERAL (
                  SELECT (b.lo + b.hi) / 2 AS middle, j.no, j.at
                  FROM twinbox.relay_journal j
                  WHERE j.relay = ? AND j.no > (b.lo + b.hi) / 2
                  ORDER BY j.no LIMIT 1
                ) m
                WHERE b.hi > b.lo
              )
              SELECT max(lo) FROM bisect) AS no
      FROM generate_series(0, ?) AS n(n)
      CROSS JOIN LATERAL (SELECT ?::timestamptz + n.n * ? * interval '1 millisecond') AS t(at)
      ORDER BY t.at
      """;

  private static final String HIGHS =
      """
      SELECT no, high FROM twinbox.relay_journal WHERE relay = ? AND no = ANY (?) ORDER BY no
      """;

  private static final String CLAIMED =
      """
      SELECT coalesce(sum(entries), 0) FROM twinbox.relay_journal
      WHERE relay = ? AND no > ? AND no <= ?
      """;

  private static final String NOW = "SELECT clock_timestamp() AS now";

  private final Database database;

  Histories(Database database) {
    this.database = database;
  }

  List<RatePoint> lastMinute(Connection connection, String relay) throws SQLException {
    return new Query(database, LAST_MINUTE, relay)
        .list(
            connection,
            row ->
                new RatePoint(
                    Objects.requireNonNull(RecordRows.time(row, "second")),
                    row.getLong("appended"),
                    row.getLong("claimed")));
  }

  List<RatePoint> of(Connection connection, String relay, Duration span, int points)
      throws SQLException {
    Instant now =
        new Query(database, NOW)
            .first(connection, row -> Objects.requireNonNull(RecordRows.time(row, "now")))
            .orElseThrow();
    double step = (double) span.toMillis() / points;
    List<Boundary> ends =
        new Query(database, BOUNDARIES, relay, relay, points, now.minus(span), step)
            .list(
                connection,
                row ->
                    new Boundary(
                        Objects.requireNonNull(RecordRows.time(row, "at")), row.getLong("no")));
    return points(connection, relay, ends, span.compareTo(WHOLE) <= 0);
  }

  /** The last row of the journal before a time. */
  private record Boundary(Instant at, long no) {}

  private List<RatePoint> points(
      Connection connection, String relay, List<Boundary> ends, boolean whole) throws SQLException {
    NavigableMap<Long, Long> highs = highs(connection, relay, ends);
    List<RatePoint> points = new ArrayList<>();
    for (int i = 1; i < ends.size(); i++) {
      Boundary from = ends.get(i - 1);
      Boundary to = ends.get(i);
      long appended = highs.getOrDefault(to.no, 0L) - highs.getOrDefault(from.no, 0L);
      boolean unknown = !highs.containsKey(from.no);
      long claimed = whole ? claimed(connection, relay, from.no, to.no) : -1;
      points.add(new RatePoint(from.at, unknown ? 0 : appended, claimed));
    }
    return points;
  }

  private NavigableMap<Long, Long> highs(Connection connection, String relay, List<Boundary> ends)
      throws SQLException {
    NavigableMap<Long, Long> highs = new TreeMap<>();
    List<Long> numbers = ends.stream().map(Boundary::no).distinct().toList();
    new Query(database, HIGHS, relay, numbers)
        .list(connection, row -> highs.put(row.getLong("no"), row.getLong("high")));
    return highs;
  }

  private long claimed(Connection connection, String relay, long from, long to)
      throws SQLException {
    return from == to
        ? 0
        : new Query(database, CLAIMED, relay, from, to)
            .first(connection, row -> row.getLong(1))
            .orElse(0L);
  }
}
