package io.twinbox.jdbc;

import io.twinbox.admin.Act;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** What operators did, written in the transaction that did it. */
final class Audit {
  private static final String INSERT =
      """
      INSERT INTO twinbox.audit (actor, action, subject, details, reason) VALUES (?, ?, ?, ?::jsonb, ?)
      """;

  private final Database database;

  Audit(Database database) {
    this.database = database;
  }

  void write(Connection tx, Act act, String action, String subject) throws SQLException {
    write(tx, act, action, subject, Map.of());
  }

  void write(Connection tx, Act act, String action, String subject, Map<String, String> details)
      throws SQLException {
    try (PreparedStatement insert = tx.prepareStatement(database.sql(INSERT))) {
      insert.setString(1, DbText.clean(act.actor()));
      insert.setString(2, action);
      insert.setString(3, DbText.clean(subject));
      insert.setString(4, details.isEmpty() ? null : HeadersJson.write(details));
      insert.setString(5, DbText.clean(act.reason()));
      insert.executeUpdate();
    }
  }
}
