package io.twinbox.jdbc;

import io.twinbox.spi.Guard;
import io.twinbox.spi.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Takes away the row that no commit gets past. It is put in place by the statement that begins the
 * work, and found again by where it is stored: nobody else can see it, move it or take its place.
 */
final class Guards {
  /** What a commit breaks that comes before the release. */
  static final String CONSTRAINT = "only_the_inbox_ends_this_transaction";

  /** Of a transaction that has nothing to guard. */
  static final Guard NONE = new Guard("");

  /**
   * True, and the transaction waits for its commit to be on disk: the offset that is committed in
   * Kafka behind it must never be ahead of what a crash of the server leaves. To be asked late,
   * since a handler may have set it for the transaction.
   */
  static final String DURABLE =
      "CASE WHEN current_setting('synchronous_commit') = 'off'"
          + " THEN set_config('synchronous_commit', 'on', true) ELSE 'on' END IS NOT NULL";

  private static final String RELEASE =
      "DELETE FROM twinbox.inbox_guard WHERE ctid = ?::tid AND " + DURABLE;

  /** SQLSTATE of a statement that follows one that failed. */
  static final String ABORTED = "25P02";

  private Guards() {}

  static Release release(Database database, Connection tx, Guard guard) throws SQLException {
    if (guard.equals(NONE)) {
      return Release.RELEASED;
    }
    try (PreparedStatement delete = tx.prepareStatement(database.sql(RELEASE))) {
      delete.setString(1, guard.token());
      return delete.executeUpdate() == 1 ? Release.RELEASED : Release.LOST;
    } catch (SQLException e) {
      // A statement failed and the handler went on as if it had not: nothing can be committed.
      if (ABORTED.equals(e.getSQLState())) {
        return Release.LOST;
      }
      throw e;
    }
  }
}
