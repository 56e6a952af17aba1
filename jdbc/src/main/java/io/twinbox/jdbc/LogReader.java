package io.twinbox.jdbc;

import io.twinbox.spi.Entry;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads the log by snapshot difference: the entries visible in snapshot B and not in snapshot A, by
 * seq, in windows.
 *
 * <p>A window has two parts. <b>Fresh</b> entries lie above a bound of seq that was recorded by a
 * journal row committed before A was taken ({@link Window#fromLow}): every transaction that began
 * after that row drew its seq above the bound. <b>Stragglers</b> were running when A was taken and
 * have entries at or below the bound; they are found by their xid. All stragglers' places lie below
 * all fresh ones, so reading them first is reading by seq.
 *
 * <p>No transaction is needed around the statements: what is visible in B stays visible in the same
 * run of the server, which each of them asks for ({@link RunLimit}), and whatever else a later
 * statement sees is sorted out by {@code pg_visible_in_snapshot}.
 */
final class LogReader {
  /**
   * The sequence is asked once the statement has its snapshot. The run of the server is asked for
   * because a position that is in memory alone may contain transactions that a crash or a fail-over
   * undoes, and whose ids and places it then gives out again: their entries would look old.
   */
  private static final String SNAPSHOT =
      "SELECT pg_current_snapshot()::text, "
          + LogSequence.LAST_GIVEN_OUT
          + """
      ,
             EXISTS (SELECT FROM twinbox.relay_run
                     WHERE relay = ? AND run = ?::uuid
                       AND started_at = pg_postmaster_start_time())
      """;

  private final Database database;
  private final String snapshot;
  private final WindowRead.Sql sql;

  LogReader(Database database) {
    this.database = database;
    this.snapshot = database.sql(SNAPSHOT);
    this.sql = WindowRead.Sql.of(database);
  }

  /** Reads what comes after a position; see {@link io.twinbox.spi.OutboxStore#read}. */
  Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
    return database.call(
        "reading the log of relay " + relay.name(),
        RunLimit.asked(
            relay,
            connection -> {
              Window whole =
                  after.complete()
                      ? next(connection, relay, head, after, committedHigh)
                      : rest(after);
              if (whole.equals(after)) {
                return new Reading(after, List.of());
              }
              WindowRead read = new WindowRead(sql, connection, relay, head, whole, limits);
              long end = read.toEnd();
              return new Reading(part(whole, whole.lo(), end), read.entries());
            }));
  }

  /** Reads a window again, whole. */
  List<Entry> reread(RelayId relay, JournalHead head, Window window) {
    ReadLimits none = new ReadLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    return database.call(
        "reading a batch of relay " + relay.name() + " again",
        RunLimit.asked(
            relay,
            connection -> {
              WindowRead read = new WindowRead(sql, connection, relay, head, window, none);
              read.toEnd();
              return read.entries();
            }));
  }

  /** The difference from the end of {@code after} to now; {@code after} itself if nothing ended. */
  private Window next(
      Connection connection, RelayId relay, JournalHead head, Window after, long committedHigh)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(snapshot)) {
      query.setString(1, relay.name());
      query.setObject(2, head.run());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(3)) {
          throw RunLimit.lost(relay);
        }
        String now = row.getString(1);
        // The sequence was read after the snapshot was taken: it is not below any seq visible in
        // it.
        long high = row.getLong(2);
        return now.equals(after.toSnapshot())
            ? after
            : new Window(after.toSnapshot(), now, after.toLow(), committedHigh, -1, high, high);
      }
    }
  }

  private static Window rest(Window after) {
    return part(after, after.hi(), after.high());
  }

  private static Window part(Window of, long lo, long hi) {
    return new Window(
        of.fromSnapshot(), of.toSnapshot(), of.fromLow(), of.toLow(), lo, hi, of.high());
  }
}
