package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/**
 * A database whose log holds that many published entries, and a relay to drain what comes on top.
 *
 * @param entries retained; 0 = the log is emptied after each drain
 */
record Retained(long entries, String databaseUrl, ContenderProcess relay, Workload workload) {
  private static final long LOOK_NANOS = 200_000_000;
  private static final String BACKLOG =
      "SELECT backlog FROM twinbox.relay_status WHERE name = '" + RelayContender.NAME + "'";

  /** Writes the history and lets a relay that sends nothing mark it as published. */
  static Retained make(
      long entries,
      BenchServers servers,
      Contenders contenders,
      Workload workload,
      Progress progress)
      throws SQLException, IOException {
    String url = servers.createDatabase();
    if (entries > 0) {
      ContenderProcess relay = contenders.launch(ContenderKind.DISCARDING_RELAY, url);
      relay.start();
      try (Progress.Task task = progress.task("retain " + entries, entries)) {
        new LogFill(url, task::step)
            .fill(LogTable.OUTBOX, workload.samples(-1), entries, "history");
      }
      awaitNoBacklog(url);
      relay.stop();
      progress.say("  %,d entries retained".formatted(entries));
    }
    return new Retained(entries, url, contenders.launch(ContenderKind.RELAY, url), workload);
  }

  Arm arm(String name, Arm.Snapshot snapshot) {
    Arm.History history = entries == 0 ? Arm.History.PURGED : Arm.History.KEPT;
    return new Arm(name, relay, databaseUrl, workload, history, snapshot);
  }

  private static void awaitNoBacklog(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      while (backlog(statement) > 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private static long backlog(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(BACKLOG)) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }
}
