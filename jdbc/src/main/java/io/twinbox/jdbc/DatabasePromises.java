package io.twinbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Says in words what a commit is worth with the database's settings in force. */
public final class DatabasePromises {
  private static final String SETTINGS =
      """
      SELECT current_setting('server_version'), current_setting('synchronous_commit'),
             current_setting('fsync'), current_setting('synchronous_standby_names')
      """;

  private DatabasePromises() {}

  /**
   * Asks the database, by one statement of a connection of the pool.
   *
   * @return a line each, for the start-up report
   * @throws SQLException if it does not answer
   */
  public static List<String> of(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(SETTINGS);
        ResultSet row = query.executeQuery()) {
      row.next();
      return List.of(told(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }
  }

  static String told(String version, String synchronousCommit, String fsync, String standbys) {
    return "PostgreSQL "
        + version
        + ": synchronous_commit "
        + synchronousCommit
        + ", fsync "
        + fsync
        + ", synchronous_standby_names "
        + (standbys.isBlank() ? "empty" : standbys)
        + ": "
        + worth(synchronousCommit, fsync, standbys);
  }

  private static String worth(String synchronousCommit, String fsync, String standbys) {
    if (fsync.equals("off")) {
      return "A CRASH OF THE MACHINE MAY RUIN THE DATABASE";
    }
    if (synchronousCommit.equals("off")) {
      return "a crash of the server may undo the latest commits, their messages with them";
    }
    if (standbys.isBlank() || synchronousCommit.equals("local")) {
      return "what is committed survives a crash; a fail-over to a standby may lose the latest"
          + " commits, their messages with them unless they are published already";
    }
    return "what is committed survives a crash and a fail-over to a synchronous standby";
  }
}
