package io.twinbox.jdbc;

import io.twinbox.spi.Batch;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a new owner the only writer of the journal, and tells it where to go on. */
final class Takeovers {
  private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);

  /** A former owner may write a row between our look and our insert; it cannot win for ever. */
  private static final int TRIES = 20;

  /** Everything visible now is new since this snapshot: 3 is the first transaction id there is. */
  private static final Window START = new Window("3:3:", "3:3:", 0, 0, 0, 0, 0);

  private static final String TAKEOVER =
      """
      INSERT INTO twinbox.relay_journal
        (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi, high,
         confirmed, entries, install_id, system_identifier, timeline)
      SELECT ?, ?, ?, 'takeover', ?::uuid, ?::text::pg_snapshot, ?::text::pg_snapshot,
             ?, ?, ?, ?, ?, ?, 0, ?::uuid, ?, ?
      WHERE CASE WHEN current_setting('synchronous_commit') = 'off'
                 THEN set_config('synchronous_commit', 'on', true) ELSE 'as it is' END IS NOT NULL
      ON CONFLICT (relay, no) DO NOTHING
      """;

  /** The run of the server has the name of the takeover row that found it. */
  private static final String RUN =
      """
      INSERT INTO twinbox.relay_run (relay, run) VALUES (?, ?::uuid)
      ON CONFLICT (relay) DO UPDATE SET run = excluded.run, started_at = excluded.started_at
      """;

  private final Database database;
  private final Journal journal;
  private final ParkedEntries parked;

  Takeovers(Database database, Journal journal, ParkedEntries parked) {
    this.database = database;
    this.journal = journal;
    this.parked = parked;
  }

  Takeover takeOver(RelayId relay, Lease lease) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<Takeover> takeover =
          database.transact(
              "taking over relay " + relay.name(), connection -> attempt(connection, relay, lease));
      if (takeover.isPresent()) {
        return takeover.get();
      }
    }
    throw new OwnershipLostException(
        "relay "
            + relay.name()
            + ": its journal is written by another owner, epoch:"
            + lease.epoch());
  }

  private Optional<Takeover> attempt(Connection connection, RelayId relay, Lease lease)
      throws SQLException {
    DatabaseIdentity.Current now = DatabaseIdentity.current(connection, database);
    if (now.standby()) {
      throw new StoreException(
          "relay "
              + relay.name()
              + ": this is a standby, which shows commits in another order: connect to the primary",
          null);
    }
    Optional<Journal.StoredRow> last = journal.last(connection, relay);
    if (last.isPresent()) {
      requireSameHistory(relay, last.get(), now);
      if (last.get().epoch() >= lease.epoch()) {
        throw new OwnershipLostException(
            "relay "
                + relay.name()
                + ": epoch "
                + last.get().epoch()
                + " has taken over already, ours:"
                + lease.epoch());
      }
    }
    Window position = last.map(row -> ended(row.window())).orElse(START);
    long confirmed = last.map(Journal.StoredRow::confirmed).orElse(0L);
    long no = last.map(row -> row.no() + 1).orElse(1L);
    UUID token = UUID.randomUUID();
    JournalRow row = new JournalRow(RowKind.TAKEOVER, position, confirmed, 0, List.of());
    JournalHead head = new JournalHead(no, token, lease.epoch(), token);
    if (!insert(connection, relay, head, row, now.identity())) {
      return Optional.empty();
    }
    remember(connection, relay, head);
    List<Batch> unconfirmed = journal.unconfirmed(connection, relay, confirmed, no);
    return Optional.of(
        new Takeover(head, position, confirmed, unconfirmed, parked.waiting(connection, relay)));
  }

  /** The position at the end of a window, itself an empty window. */
  private static Window ended(Window window) {
    return new Window(
        window.fromSnapshot(),
        window.toSnapshot(),
        window.fromLow(),
        window.toLow(),
        window.hi(),
        window.hi(),
        window.high());
  }

  private boolean insert(
      Connection connection,
      RelayId relay,
      JournalHead head,
      JournalRow row,
      DatabaseIdentity identity)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(database.sql(TAKEOVER))) {
      Window window = row.window();
      insert.setString(1, relay.name());
      insert.setLong(2, head.no());
      insert.setLong(3, head.epoch());
      insert.setObject(4, head.token());
      insert.setString(5, window.fromSnapshot());
      insert.setString(6, window.toSnapshot());
      insert.setLong(7, window.fromLow());
      insert.setLong(8, window.toLow());
      insert.setLong(9, window.lo());
      insert.setLong(10, window.hi());
      insert.setLong(11, window.high());
      insert.setLong(12, row.confirmed());
      insert.setObject(13, identity.installId());
      insert.setLong(14, identity.systemIdentifier());
      insert.setInt(15, identity.timeline());
      return insert.executeUpdate() == 1;
    }
  }

  private void remember(Connection connection, RelayId relay, JournalHead head)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(database.sql(RUN))) {
      insert.setString(1, relay.name());
      insert.setObject(2, head.run());
      insert.executeUpdate();
    }
  }

  private static void requireSameHistory(
      RelayId relay, Journal.StoredRow last, DatabaseIdentity.Current now) {
    if (!now.identity().sameHistory(last.identity())) {
      throw new StorageRollbackException(
          halt(relay, "its journal was written in another database (a logical restore?)")
              + " journal:"
              + last.identity()
              + " here:"
              + now.identity());
    }
    long journalXmax = Snapshot.parse(last.window().toSnapshot()).xmax();
    if (now.xmax() < journalXmax || now.high() < last.window().high()) {
      throw new StorageRollbackException(
          halt(relay, "the database went back in time behind its own journal")
              + " journal xmax:"
              + journalXmax
              + " seq:"
              + last.window().high()
              + " here xmax:"
              + now.xmax()
              + " seq:"
              + now.high());
    }
    if (now.identity().timeline() != last.identity().timeline()) {
      LOG.warn(
          "Database has changed its timeline (fail-over or recovery); published entries may be"
              + " published again relay:{} from:{} to:{}",
          relay.name(),
          last.identity().timeline(),
          now.identity().timeline());
    }
  }

  private static String halt(RelayId relay, String why) {
    return "relay "
        + relay.name()
        + " halts: "
        + why
        + ". Going on could lose messages; see docs/operations.md, \"Storage went back in time\".";
  }
}
