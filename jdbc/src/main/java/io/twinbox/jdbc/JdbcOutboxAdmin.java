package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.admin.Act;
import io.twinbox.admin.EntryStatus;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Operator actions on PostgreSQL. Thread-safe. */
public final class JdbcOutboxAdmin implements OutboxAdmin {
  private static final String PAUSE =
      "UPDATE twinbox.relay SET paused = ? WHERE name = ? AND paused <> ?";

  private static final String KNOWN = "SELECT 1 FROM twinbox.relay WHERE name = ?";

  private static final String RETRY =
      """
      UPDATE twinbox.parked
      SET state = 'PARKED', blocking = false, attempts = 0, ended_at = NULL,
          next_attempt_at = clock_timestamp()
      WHERE relay = ? AND seq = ? AND state = 'DEAD' AND discarded_at IS NULL
      RETURNING lane
      """;

  private static final String DISCARD =
      """
      UPDATE twinbox.parked SET blocking = false, discarded_at = clock_timestamp()
      WHERE relay = ? AND seq = ? AND state = 'DEAD' AND discarded_at IS NULL
      RETURNING lane
      """;

  /**
   * Locked before anything is changed, by everybody who changes a lane: who decides about one dead
   * letter sees what became of the others. Always the head first, or two would deadlock.
   */
  private static final String LOCK_HEAD =
      """
      SELECT h.seq FROM twinbox.parked h
      WHERE h.relay = ? AND (h.state = 'PARKED' OR h.blocking)
        AND h.lane = (SELECT lane FROM twinbox.parked WHERE relay = ? AND seq = ?)
      ORDER BY h.seq LIMIT 1
      FOR NO KEY UPDATE OF h
      """;

  /**
   * What waited behind a blocking dead letter has no time of its own yet. The head is locked: if
   * somebody else is just about to end it, the next one is the head.
   */
  private static final String PROMOTE =
      """
      UPDATE twinbox.parked p SET next_attempt_at = clock_timestamp()
      WHERE p.relay = ? AND p.state = 'PARKED' AND p.next_attempt_at IS NULL
        AND p.seq = (SELECT h.seq FROM twinbox.parked h
                     WHERE h.relay = ? AND h.lane = ? AND (h.state = 'PARKED' OR h.blocking)
                     ORDER BY h.seq LIMIT 1
                     FOR NO KEY UPDATE)
      """;

  private static final String RELAYS =
      """
      SELECT name, channel, owner, epoch, paused, backlog,
             coalesce(extract(epoch FROM oldest_pending_age), 0) AS oldest_seconds,
             parked, dead, last_error, failing_since, tries, renewed_at
      FROM twinbox.relay_status
      ORDER BY name
      """;

  private static final String ENTRIES =
      """
      SELECT seq, id, state, published_at, attempts, error
      FROM twinbox.outbox_status
      WHERE seq = ANY (?)
      ORDER BY seq
      """;

  private static final int MOST_ENTRIES = 10_000;

  private final Database database;
  private final Audit audit;

  private JdbcOutboxAdmin(Database database) {
    this.database = database;
    this.audit = new Audit(database);
  }

  /** Acts on the default schema of a database. */
  public static JdbcOutboxAdmin of(DataSource dataSource) {
    return of(dataSource, SchemaName.DEFAULT.name());
  }

  /**
   * Acts on a schema of a database.
   *
   * @throws IllegalArgumentException if the schema's name is not legal
   */
  public static JdbcOutboxAdmin of(DataSource dataSource, String schema) {
    return new JdbcOutboxAdmin(
        new Database(dataSource, new SchemaName(schema), JdbcOutboxStore.DEFAULT_TIMEOUT)
            .patient());
  }

  @Override
  public boolean pause(String relay, Act act) {
    return setPaused(relay, true, act);
  }

  @Override
  public boolean resume(String relay, Act act) {
    return setPaused(relay, false, act);
  }

  private boolean setPaused(String relay, boolean paused, Act act) {
    String action = paused ? "pause" : "resume";
    return database.transact(
        action + " of relay " + relay,
        connection -> {
          requireKnown(connection, relay);
          if (audit.before(connection, act, action, relay).isPresent()) {
            return true;
          }
          try (PreparedStatement update = connection.prepareStatement(database.sql(PAUSE))) {
            update.setBoolean(1, paused);
            update.setString(2, relay);
            update.setBoolean(3, paused);
            if (update.executeUpdate() == 0) {
              return false;
            }
          }
          audit.write(connection, act, action, relay);
          return true;
        });
  }

  private void requireKnown(Connection connection, String relay) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(KNOWN))) {
      query.setString(1, relay);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException("there is no relay named '" + relay + "'");
        }
      }
    }
  }

  @Override
  public boolean retry(String relay, long seq, Act act) {
    return change(RETRY, "retry", relay, seq, act);
  }

  @Override
  public boolean discard(String relay, long seq, Act act) {
    return change(DISCARD, "discard", relay, seq, act);
  }

  private boolean change(String sql, String action, String relay, long seq, Act act) {
    return database.transact(
        action + " of entry " + seq + " of relay " + relay,
        connection -> {
          if (audit.before(connection, act, action, relay + "/" + seq).isPresent()) {
            return true;
          }
          lockHead(connection, relay, seq);
          String lane;
          try (PreparedStatement update = connection.prepareStatement(database.sql(sql))) {
            update.setString(1, relay);
            update.setLong(2, seq);
            try (ResultSet row = update.executeQuery()) {
              if (!row.next()) {
                return false;
              }
              lane = row.getString(1);
            }
          }
          try (PreparedStatement promote = connection.prepareStatement(database.sql(PROMOTE))) {
            promote.setString(1, relay);
            promote.setString(2, relay);
            promote.setString(3, lane);
            promote.executeUpdate();
          }
          audit.write(connection, act, action, relay + "/" + seq);
          return true;
        });
  }

  private void lockHead(Connection connection, String relay, long seq) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(database.sql(LOCK_HEAD))) {
      lock.setString(1, relay);
      lock.setString(2, relay);
      lock.setLong(3, seq);
      lock.execute();
    }
  }

  @Override
  public List<EntryStatus> entries(Collection<Long> seqs) {
    if (seqs.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "seqs must be at most " + MOST_ENTRIES + ", are " + seqs.size());
    }
    return database.call(
        "states of " + seqs.size() + " entries",
        connection -> {
          List<EntryStatus> entries = new ArrayList<>();
          try (PreparedStatement query = connection.prepareStatement(database.sql(ENTRIES))) {
            query.setArray(1, connection.createArrayOf("bigint", seqs.toArray()));
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                entries.add(entry(row));
              }
            }
          }
          return entries;
        });
  }

  @Override
  public List<RelayReport> relays() {
    return database.call(
        "report of the relays",
        connection -> {
          List<RelayReport> relays = new ArrayList<>();
          try (PreparedStatement query = connection.prepareStatement(database.sql(RELAYS));
              ResultSet row = query.executeQuery()) {
            while (row.next()) {
              relays.add(relay(row));
            }
          }
          return relays;
        });
  }

  private static RelayReport relay(ResultSet row) throws SQLException {
    // An entry of a clock that runs ahead is not of a negative age.
    double oldestSeconds = Math.max(0, row.getDouble("oldest_seconds"));
    return new RelayReport(
        row.getString("name"),
        row.getString("channel"),
        row.getString("owner"),
        row.getLong("epoch"),
        row.getBoolean("paused"),
        row.getLong("backlog"),
        Duration.ofMillis(Math.round(oldestSeconds * 1_000)),
        row.getLong("parked"),
        row.getLong("dead"),
        row.getString("last_error"),
        time(row, "failing_since"),
        row.getInt("tries"),
        time(row, "renewed_at"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static EntryStatus entry(ResultSet row) throws SQLException {
    return new EntryStatus(
        row.getLong("seq"),
        row.getObject("id", UUID.class),
        EntryState.valueOf(row.getString("state")),
        time(row, "published_at"),
        row.getInt("attempts"),
        row.getString("error"));
  }
}
