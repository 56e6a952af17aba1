package io.twinbox.jdbc;

import io.twinbox.spi.Batch;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Window;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The journal's rows. Insert-only, numbered without gaps, and each row asks for its predecessor:
 * two owners cannot both write, and an owner whose last row was lost in a fail-over notices. Each
 * row also asks for the run of the server that its owner took over in: a claim must not be written
 * after a crash that undid what it is about.
 *
 * <p>A row is durable when its insert returns, whatever {@code synchronous_commit} the session has:
 * its flush also covers every entry visible to the claim, so nothing is published that a crash
 * could still undo.
 */
final class Journal {
  /** The set_config is read in the WHERE clause: PostgreSQL must not leave it out. */
  private static final String NEXT =
      """
      INSERT INTO twinbox.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, retried, install_id, system_identifier, timeline)
      SELECT p.relay, p.no + 1, ?, ?, ?::uuid, ?::text::pg_snapshot, ?::text::pg_snapshot,
             ?, ?, ?, ?, ?, ?, ?, ?::bigint[], p.install_id, p.system_identifier, p.timeline
      FROM twinbox.relay_journal p
      WHERE p.relay = ? AND p.no = ? AND p.token = ?::uuid
        AND EXISTS (SELECT FROM twinbox.relay_run r
                    WHERE r.relay = p.relay AND r.run = ?::uuid
                      AND r.started_at = pg_postmaster_start_time())
        AND CASE WHEN current_setting('synchronous_commit') = 'off'
                 THEN set_config('synchronous_commit', 'on', true) ELSE 'as it is' END IS NOT NULL
      ON CONFLICT (relay, no) DO NOTHING
      """;

  private static final String LAST =
      """
      SELECT no, epoch, kind, token, from_snapshot::text, to_snapshot::text, from_low, to_low,
             lo, hi, high, confirmed, retried, install_id, system_identifier, timeline
      FROM twinbox.relay_journal WHERE relay = ? ORDER BY no DESC LIMIT 1
      """;

  private static final String UNCONFIRMED =
      """
      SELECT no, epoch, kind, token, from_snapshot::text, to_snapshot::text, from_low, to_low,
             lo, hi, high, confirmed, retried, install_id, system_identifier, timeline
      FROM twinbox.relay_journal
      WHERE relay = ? AND no > ? AND no <= ? AND kind IN ('claim', 'retry') ORDER BY no
      """;

  private final String next;
  private final String last;
  private final String unconfirmed;

  Journal(Database database) {
    this.next = database.sql(NEXT);
    this.last = database.sql(LAST);
    this.unconfirmed = database.sql(UNCONFIRMED);
  }

  /** Writes the row that follows {@code head}. */
  JournalHead append(Connection connection, RelayId relay, JournalHead head, JournalRow row)
      throws SQLException {
    UUID token = UUID.randomUUID();
    Window window = row.window();
    try (PreparedStatement insert = connection.prepareStatement(next)) {
      insert.setLong(1, head.epoch());
      insert.setString(2, row.kind().text());
      insert.setObject(3, token);
      insert.setString(4, window.fromSnapshot());
      insert.setString(5, window.toSnapshot());
      insert.setLong(6, window.fromLow());
      insert.setLong(7, window.toLow());
      insert.setLong(8, window.lo());
      insert.setLong(9, window.hi());
      insert.setLong(10, window.high());
      insert.setLong(11, row.confirmed());
      insert.setInt(12, row.entries());
      insert.setArray(
          13,
          row.retried().isEmpty()
              ? null
              : connection.createArrayOf("bigint", row.retried().toArray()));
      insert.setString(14, relay.name());
      insert.setLong(15, head.no());
      insert.setObject(16, head.token());
      insert.setObject(17, head.run());
      if (insert.executeUpdate() == 0) {
        throw new OwnershipLostException(
            "relay "
                + relay.name()
                + ": row "
                + head.no()
                + " is no longer the journal's last, or the server was restarted or replaced,"
                + " epoch:"
                + head.epoch());
      }
    }
    return head.next(token);
  }

  /** The last row; empty for a relay that has never run. */
  Optional<StoredRow> last(Connection connection, RelayId relay) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(last)) {
      query.setString(1, relay.name());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(stored(row)) : Optional.empty();
      }
    }
  }

  /** The batches behind {@code confirmed} up to {@code no}. */
  List<Batch> unconfirmed(Connection connection, RelayId relay, long confirmed, long no)
      throws SQLException {
    List<Batch> batches = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(unconfirmed)) {
      query.setString(1, relay.name());
      query.setLong(2, confirmed);
      query.setLong(3, no);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          StoredRow row = stored(rows);
          batches.add(new Batch(row.no, row.kind, row.window, row.retried));
        }
      }
    }
    return batches;
  }

  private static StoredRow stored(ResultSet row) throws SQLException {
    Array retried = row.getArray(13);
    return new StoredRow(
        row.getLong(1),
        row.getLong(2),
        RowKind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
        row.getObject(4, UUID.class),
        new Window(
            row.getString(5),
            row.getString(6),
            row.getLong(7),
            row.getLong(8),
            row.getLong(9),
            row.getLong(10),
            row.getLong(11)),
        row.getLong(12),
        retried == null ? List.of() : Arrays.asList((Long[]) retried.getArray()),
        new DatabaseIdentity(row.getObject(14, UUID.class), row.getLong(15), row.getInt(16)));
  }

  /** A row as read back. */
  record StoredRow(
      long no,
      long epoch,
      RowKind kind,
      UUID token,
      Window window,
      long confirmed,
      List<Long> retried,
      DatabaseIdentity identity) {}
}
