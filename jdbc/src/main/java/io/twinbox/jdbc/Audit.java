package io.twinbox.jdbc;

import io.twinbox.admin.Act;
import io.twinbox.admin.KeyReusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What operators did, written in the transaction that did it. The row of an act with a key is also
 * what tells that it was done.
 */
final class Audit {
  private static final String INSERT =
      """
      INSERT INTO twinbox.audit (actor, action, subject, details, reason, act_key)
      VALUES (?, ?, ?, ?::jsonb, ?, ?)
      """;

  /** Held until the transaction ends: of two at once the second finds what the first has done. */
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('twinbox act ' || ?, 0))";

  private static final String DONE =
      "SELECT action, subject, details::text FROM twinbox.audit WHERE act_key = ?";

  private final Database database;

  Audit(Database database) {
    this.database = database;
  }

  /**
   * What was noted when this act was done before, under its key.
   *
   * @return empty if it was not, or has no key
   * @throws KeyReusedException if the key was used for something else
   */
  Optional<Map<String, String>> before(Connection tx, Act act, String action, String subject)
      throws SQLException {
    String key = DbText.clean(act.key());
    if (key == null) {
      return Optional.empty();
    }
    new Query(database, LOCK, key).list(tx, row -> true);
    return new Query(database, DONE, key)
        .first(
            tx,
            row -> {
              if (!action.equals(row.getString(1)) || !subject.equals(row.getString(2))) {
                throw new KeyReusedException(
                    "The key was used before, to "
                        + row.getString(1)
                        + " "
                        + row.getString(2)
                        + ", and not to "
                        + action
                        + " "
                        + subject);
              }
              return details(row);
            });
  }

  private static Map<String, String> details(ResultSet row) throws SQLException {
    String json = row.getString(3);
    return json == null ? Map.of() : HeadersJson.read(json);
  }

  /** A number noted by {@link #write}; 0 if there is none. */
  static int number(Map<String, String> details, String name) {
    return Integer.parseInt(details.getOrDefault(name, "0"));
  }

  void write(Connection tx, Act act, String action, String subject) throws SQLException {
    write(tx, act, action, subject, Map.of());
  }

  void write(Connection tx, Act act, String action, String subject, Map<String, String> details)
      throws SQLException {
    Map<String, String> clean = new LinkedHashMap<>();
    details.forEach((name, value) -> clean.put(name, String.valueOf(DbText.clean(value))));
    try (PreparedStatement insert = tx.prepareStatement(database.sql(INSERT))) {
      insert.setString(1, DbText.clean(act.actor()));
      insert.setString(2, action);
      insert.setString(3, DbText.clean(subject));
      insert.setString(4, clean.isEmpty() ? null : HeadersJson.write(clean));
      insert.setString(5, DbText.clean(act.reason()));
      insert.setString(6, DbText.clean(act.key()));
      insert.executeUpdate();
    }
  }
}
