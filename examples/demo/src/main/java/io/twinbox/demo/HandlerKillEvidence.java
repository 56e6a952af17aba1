package io.twinbox.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What became of the transactions in which handlers were at work when their process was killed.
 * Immutable.
 *
 * <p><b>In a transaction</b> means: right before the kill a session of the process had an open
 * transaction that had written to the handlers' table, and afterwards the database says that this
 * very transaction was aborted. Only the kill can have done that, but for a handler that failed in
 * the same instant. A transaction that got its commit through in between is not counted.
 *
 * @param open transactions of handlers right before the kill
 * @param aborted how many of them came to nothing
 */
public record HandlerKillEvidence(int open, int aborted) {
  private static final String RUNNING = "in progress";
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  /** A handler that has written holds this lock until its transaction ends. */
  private static final String OPEN =
      """
      SELECT DISTINCT a.backend_xid::text
      FROM pg_stat_activity a
      JOIN pg_locks l ON l.pid = a.pid
      WHERE a.application_name = ?
        AND a.datname = current_database()
        AND a.backend_xid IS NOT NULL
        AND l.relation = ?::regclass
        AND l.mode = 'RowExclusiveLock'
        AND l.granted
      """;

  /** The cluster is younger than one round of transaction ids, so 32 bits are the whole id. */
  private static final String STATUS = "SELECT pg_xact_status(?::xid8)";

  /**
   * The transactions of handlers that are open now.
   *
   * @param sessions the name of the process's sessions
   * @param table a table that the handlers write to
   */
  public static List<String> open(DataSource dataSource, String sessions, String table)
      throws SQLException {
    List<String> open = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(OPEN)) {
      statement.setString(1, sessions);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          open.add(rows.getString(1));
        }
      }
    }
    return open;
  }

  /** Waits until the transactions have ended, and asks how. */
  public static HandlerKillEvidence collect(DataSource dataSource, List<String> open)
      throws SQLException, InterruptedException {
    int aborted = 0;
    for (String transaction : open) {
      if (end(dataSource, transaction).equals("aborted")) {
        aborted++;
      }
    }
    return new HandlerKillEvidence(open.size(), aborted);
  }

  private static String end(DataSource dataSource, String transaction)
      throws SQLException, InterruptedException {
    if (!Waits.until(() -> !status(dataSource, transaction).equals(RUNNING), END_LIMIT)) {
      throw new IllegalStateException("a killed consumer's transaction stays: " + transaction);
    }
    return status(dataSource, transaction);
  }

  private static String status(DataSource dataSource, String transaction) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(STATUS)) {
      statement.setString(1, transaction);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Whether the kill landed inside a handler's transaction. */
  public boolean inTransaction() {
    return aborted > 0;
  }

  /** In words. */
  public String text() {
    if (open == 0) {
      return "between transactions";
    }
    return inTransaction() ? "in a handler's transaction" : "the commit was faster";
  }
}
