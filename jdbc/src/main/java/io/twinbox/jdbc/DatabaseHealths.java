package io.twinbox.jdbc;

import io.twinbox.admin.Count;
import io.twinbox.admin.DatabaseHealth;
import io.twinbox.admin.DatabaseHealth.Connections;
import io.twinbox.admin.DatabaseHealth.Holder;
import io.twinbox.admin.DatabaseHealth.NextPurge;
import io.twinbox.admin.DatabaseHealth.Position;
import io.twinbox.admin.DatabaseHealth.Slot;
import io.twinbox.admin.Shown;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Why something may be waiting: the database's side of it. */
final class DatabaseHealths {
  private static final String SERVER =
      """
      SELECT clock_timestamp() AS now, current_setting('server_version') AS version,
             pg_postmaster_start_time() AS started_at,
             extract(epoch FROM i.retention)::bigint AS retention, twinbox.current_slot() AS slot,
             (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
             current_setting('max_connections')::int AS most
      FROM twinbox.install i
      """;

  private static final String BY_STATE =
      """
      SELECT coalesce(state, 'not told') AS state, count(*) AS count FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
      GROUP BY 1
      """;

  /** Of all databases of the server: a snapshot holds back what vacuum removes in ours as well. */
  private static final String HOLDERS =
      """
      SELECT a.pid, a.usename AS username, coalesce(a.application_name, '') AS name,
             a.client_addr::text AS client,
             coalesce(a.state, 'not told') AS state,
             a.wait_event_type || ': ' || a.wait_event AS waits_for,
             extract(epoch FROM clock_timestamp() - a.xact_start) AS age_seconds,
             coalesce(age(a.backend_xmin), 0) AS pins, QUERY AS query
      FROM pg_stat_activity a
      WHERE a.xact_start IS NOT NULL AND a.pid <> pg_backend_pid()
      UNION ALL
      SELECT 0, p.owner, p.gid, NULL, 'prepared', NULL,
             extract(epoch FROM clock_timestamp() - p.prepared), age(p.transaction), NULL
      FROM pg_prepared_xacts p
      ORDER BY age_seconds DESC
      LIMIT 10
      """;

  private static final String SLOT =
      """
      SELECT pg_total_relation_size('twinbox.outbox_SLOT') AS bytes,
             (SELECT seq FROM twinbox.outbox_SLOT ORDER BY seq LIMIT 1) AS lowest,
             (SELECT seq FROM twinbox.outbox_SLOT ORDER BY seq DESC LIMIT 1) AS highest,
             (SELECT occurred_at FROM twinbox.outbox_SLOT ORDER BY seq LIMIT 1) AS oldest,
             (SELECT occurred_at FROM twinbox.outbox_SLOT ORDER BY seq DESC LIMIT 1) AS newest
      """;

  /**
   * What a relay has not settled is found by its xid. Of a channel that no relay serves a look at
   * both ends has to do: the purge itself looks at all.
   */
  private static final String PINNED =
      """
      SELECT coalesce(
        (SELECT 'relay ' || s.name || ' has not settled entry ' || e.seq
         FROM (SELECT r.name, r.channel, coalesce(CASE WHEN j.hi = j.high THEN j.to_snapshot
                                                       ELSE j.from_snapshot END, '1:1:') AS base
               FROM twinbox.relay r
               LEFT JOIN LATERAL (
                 SELECT b.* FROM twinbox.relay_journal b
                 WHERE b.relay = r.name
                   AND b.no <= (SELECT n.confirmed FROM twinbox.relay_journal n
                                WHERE n.relay = r.name ORDER BY n.no DESC LIMIT 1)
                 ORDER BY b.no DESC LIMIT 1
               ) j ON true) s
         CROSS JOIN LATERAL (
           (SELECT o.seq FROM twinbox.outbox_SLOT o
            WHERE o.xid >= pg_snapshot_xmax(s.base) AND o.channel = s.channel
            ORDER BY o.xid, o.seq LIMIT 1)
           UNION ALL
           (SELECT first.seq
            FROM pg_snapshot_xip(s.base) AS running(xid)
            CROSS JOIN LATERAL (
              SELECT o.seq FROM twinbox.outbox_SLOT o
              WHERE (o.xid, o.seq) > (running.xid, 0)
                AND (o.xid, o.seq) <= (running.xid, 9223372036854775807)
                AND o.channel = s.channel
              ORDER BY o.xid, o.seq
              LIMIT 1
            ) first
            LIMIT 1)
         ) e
         LIMIT 1),
        (SELECT 'no relay serves channel ' || e.channel || ', entry ' || e.seq
         FROM ((SELECT channel, seq FROM twinbox.outbox_SLOT ORDER BY seq LIMIT 1000)
               UNION ALL
               (SELECT channel, seq FROM twinbox.outbox_SLOT ORDER BY seq DESC LIMIT 1000)) e
         WHERE NOT EXISTS (SELECT FROM twinbox.relay r WHERE r.channel = e.channel)
         LIMIT 1))
      """;

  /** When the slot that comes next is written to: the clock's next full turn. */
  private static final String TURN =
      """
      SELECT to_timestamp((floor(extract(epoch FROM now()) / p.seconds) + 1) * p.seconds) AS at
      FROM (SELECT ceil(extract(epoch FROM retention) / 6) AS seconds FROM twinbox.install) p
      """;

  private static final String POSITIONS =
      """
      SELECT r.name, j.no, j.confirmed, j.at, j.high, LAST_GIVEN_OUT - j.high AS behind
      FROM twinbox.relay r
      CROSS JOIN LATERAL (
        SELECT no, confirmed, at, high FROM twinbox.relay_journal
        WHERE relay = r.name ORDER BY no DESC LIMIT 1
      ) j
      ORDER BY r.name
      """
          .replace("LAST_GIVEN_OUT", LogSequence.LAST_GIVEN_OUT);

  private static final int RING = 8;

  private final Database database;

  DatabaseHealths(Database database) {
    this.database = database;
  }

  DatabaseHealth look(Connection connection, Shown queries) throws SQLException {
    Server server = new Query(database, SERVER).first(connection, Server::new).orElseThrow();
    List<Slot> slots = new ArrayList<>();
    for (int slot = 0; slot < RING; slot++) {
      slots.add(slot(connection, slot, server.slot));
    }
    return new DatabaseHealth(
        server.now,
        server.version,
        server.startedAt,
        Duration.ofSeconds(server.retention),
        holders(connection, queries),
        slots,
        nextPurge(connection, server, slots),
        new Query(database, POSITIONS).list(connection, DatabaseHealths::position),
        new Connections(server.used, server.most, byState(connection)));
  }

  private List<Holder> holders(Connection connection, Shown queries) throws SQLException {
    String query = queries == Shown.SHOWN ? "left(a.query, 4000)" : "NULL::text";
    return new Query(database, HOLDERS.replace("QUERY", query))
        .list(connection, DatabaseHealths::holder);
  }

  private static Holder holder(ResultSet row) throws SQLException {
    long millis = Math.round(Math.max(0, row.getDouble("age_seconds")) * 1_000);
    return new Holder(
        row.getInt("pid"),
        row.getString("username"),
        RecordRows.text(row, "name"),
        row.getString("client"),
        RecordRows.text(row, "state"),
        row.getString("waits_for"),
        Duration.ofMillis(millis),
        row.getLong("pins"),
        row.getString("query"));
  }

  private Slot slot(Connection connection, int number, int written) throws SQLException {
    Slot.Use use =
        number == written
            ? Slot.Use.WRITTEN
            : number == (written + 1) % RING ? Slot.Use.NEXT : Slot.Use.KEPT;
    return new Query(database, SLOT.replace("outbox_SLOT", "outbox_" + number))
        .first(
            connection,
            row -> {
              boolean empty = row.getString("lowest") == null;
              long entries = empty ? 0 : row.getLong("highest") - row.getLong("lowest") + 1;
              return new Slot(
                  number,
                  use,
                  row.getLong("bytes"),
                  new Count(entries, empty ? Count.Precision.EXACT : Count.Precision.ESTIMATE),
                  RecordRows.time(row, "oldest"),
                  RecordRows.time(row, "newest"));
            })
        .orElseThrow();
  }

  private NextPurge nextPurge(Connection connection, Server server, List<Slot> slots)
      throws SQLException {
    Slot next = slots.get((server.slot + 1) % RING);
    Instant turn =
        new Query(database, TURN)
            .first(connection, row -> Objects.requireNonNull(RecordRows.time(row, "at")))
            .orElseThrow();
    Instant newest = next.newest();
    if (newest == null) {
      return new NextPurge(next.number(), null, turn, null);
    }
    Instant notBefore = newest.plusSeconds(server.retention);
    Optional<String> pinned =
        notBefore.isAfter(server.now)
            ? Optional.of("its youngest entry is not as old as the retention")
            : pinnedBy(connection, next.number());
    return new NextPurge(next.number(), notBefore, turn, pinned.orElse(null));
  }

  /** What keeps a slot that is old enough; empty if nothing was found. */
  Optional<String> pinnedBy(Connection connection, int slot) throws SQLException {
    return new Query(database, PINNED.replace("outbox_SLOT", "outbox_" + slot))
        .list(connection, row -> Optional.ofNullable(row.getString(1))).stream()
            .flatMap(Optional::stream)
            .findFirst();
  }

  private Map<String, Integer> byState(Connection connection) throws SQLException {
    Map<String, Integer> states = new LinkedHashMap<>();
    new Query(database, BY_STATE)
        .list(connection, row -> states.put(RecordRows.text(row, "state"), row.getInt("count")));
    return states;
  }

  private static Position position(ResultSet row) throws SQLException {
    return new Position(
        RecordRows.text(row, "name"),
        row.getLong("no"),
        row.getLong("confirmed"),
        Objects.requireNonNull(RecordRows.time(row, "at")),
        row.getLong("high"),
        Math.max(0, row.getLong("behind")));
  }

  /** A row of {@link #SERVER}. */
  private static final class Server {
    final Instant now;
    final String version;
    final Instant startedAt;
    final long retention;
    final int slot;
    final int used;
    final int most;

    Server(ResultSet row) throws SQLException {
      this.now = Objects.requireNonNull(RecordRows.time(row, "now"));
      this.version = RecordRows.text(row, "version");
      this.startedAt = Objects.requireNonNull(RecordRows.time(row, "started_at"));
      this.retention = row.getLong("retention");
      this.slot = row.getInt("slot");
      this.used = row.getInt("used");
      this.most = row.getInt("most");
    }
  }
}
