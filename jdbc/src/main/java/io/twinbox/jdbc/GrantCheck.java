package io.twinbox.jdbc;

import io.twinbox.jdbc.DatabaseDoctor.Duty;
import io.twinbox.spi.Diagnosis;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether the connection's role may do what it is for. */
final class GrantCheck {
  /** What each duty cannot do without: object, right, column or none. */
  private static final Map<Duty, List<String>> NEEDED =
      Map.of(
          Duty.APP,
          List.of(
              "outbox INSERT topic",
              "outbox INSERT payload",
              "inbox SELECT -",
              "inbox INSERT -",
              "inbox_record UPDATE -",
              "inbox_node INSERT -"),
          Duty.RELAY,
          List.of(
              "outbox SELECT -",
              "relay UPDATE -",
              "relay_journal INSERT -",
              "relay_run INSERT -",
              "parked INSERT -",
              "relay_paused_topic SELECT -",
              "outbox_0 TRUNCATE -"),
          Duty.VIEWER,
          List.of(
              "relay_status SELECT -",
              "outbox_status SELECT -",
              "outbox SELECT key",
              "parked SELECT error",
              "audit SELECT -"),
          Duty.OPERATOR,
          List.of(
              "outbox SELECT -",
              "outbox INSERT topic",
              "relay UPDATE paused",
              "relay_paused_topic INSERT topic",
              "parked UPDATE state",
              "inbox_record UPDATE state",
              "audit INSERT actor",
              "job INSERT -"));

  private static final String MAY =
      """
      SELECT CASE WHEN to_regclass(n.name) IS NULL THEN true
                  WHEN n.part = '-' THEN has_table_privilege(n.name, n.right)
                  ELSE has_column_privilege(n.name, n.part, n.right) END
      FROM (SELECT ?::text AS name, ?::text AS right, ?::text AS part) n
      """;

  private final Database database;

  GrantCheck(Database database) {
    this.database = database;
  }

  void examine(Connection connection, Set<Duty> duties, List<Diagnosis> found) throws SQLException {
    for (Duty duty : duties) {
      for (String line : NEEDED.getOrDefault(duty, List.of())) {
        String[] needed = line.split(" ", 3);
        String name = database.sql("twinbox." + needed[0]);
        if (!may(connection, name, needed[1], needed[2])) {
          String column = needed[2].equals("-") ? "" : " (" + needed[2] + ")";
          found.add(
              new Diagnosis(
                  "MISSING_GRANT",
                  "This role may not "
                      + needed[1]
                      + column
                      + " on "
                      + needed[0]
                      + ", which "
                      + duty.name().toLowerCase(Locale.ROOT)
                      + " needs.",
                  "Grant it the role of: twinbox schema print --roles"));
        }
      }
    }
  }

  private boolean may(Connection connection, String name, String right, String column)
      throws SQLException {
    return new Query(database, MAY, name, right, column)
        .first(connection, row -> row.getBoolean(1))
        .orElse(false);
  }
}
