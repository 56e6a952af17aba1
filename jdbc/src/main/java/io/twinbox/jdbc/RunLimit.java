package io.twinbox.jdbc;

import io.twinbox.spi.JournalHead;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.RelayId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;

/**
 * The limit of every statement that reads for an owner. Where the run of the server is over that
 * the owner took over in, the statement fails instead of giving fewer rows.
 *
 * <p>To ask beforehand is not enough: the next connection, or through some proxies the next
 * statement, may go to a standby that lags behind or to a server that took this one's place. Either
 * gives a part of a window without any error, and the claim covers the rest of it for ever.
 */
final class RunLimit {
  /**
   * Below zero where the run is another one, which PostgreSQL refuses. A standby does not even plan
   * it, for an unlogged table has no rows there. A sub-select because the limit is to be hidden
   * from the planner: where it knows that a limit is above its guess of the rows it sorts them
   * instead of reading them in order.
   */
  static final String SQL =
      """
      LIMIT (SELECT CASE WHEN EXISTS (SELECT FROM twinbox.relay_run
                                      WHERE relay = ? AND run = ?::uuid
                                        AND started_at = pg_postmaster_start_time())
                         THEN ?::int ELSE -1 END)
      """;

  /** A limit below zero; a table that is not there during recovery. */
  private static final Set<String> REFUSALS = Set.of("2201W", "0A000");

  private RunLimit() {}

  /** Fills in the three parameters of {@link #SQL}, from {@code first} on. */
  static void bind(PreparedStatement query, int first, RelayId relay, JournalHead head, int limit)
      throws SQLException {
    query.setString(first, relay.name());
    query.setObject(first + 1, head.run());
    query.setInt(first + 2, limit);
  }

  /** The work, with a refusal told as what it is. */
  static <T> Database.Work<T> asked(RelayId relay, Database.Work<T> work) {
    return connection -> {
      try {
        return work.run(connection);
      } catch (SQLException e) {
        if (REFUSALS.contains(e.getSQLState())) {
          throw lost(relay, e);
        }
        throw e;
      }
    };
  }

  private static OwnershipLostException lost(RelayId relay, SQLException refusal) {
    OwnershipLostException lost = lost(relay);
    lost.addSuppressed(refusal);
    return lost;
  }

  /** What an owner is told whose run is over. */
  static OwnershipLostException lost(RelayId relay) {
    return new OwnershipLostException(
        "relay "
            + relay.name()
            + ": the server was restarted or replaced, is a standby, or somebody else took over");
  }
}
