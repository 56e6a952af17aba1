package io.twinbox.jdbc;

import io.twinbox.spi.Diagnosis;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether relays and consumers work, and what they wait for. A look the role has no right to is
 * left out.
 */
final class RelayCheck {
  private static final String RELAYS =
      """
      SELECT name, channel, owner, paused, last_error, failing_since IS NOT NULL AS failing,
             owner IS NULL OR expires_at <= clock_timestamp() AS free,
             coalesce(extract(epoch FROM clock_timestamp() - renewed_at)::bigint, -1) AS silent
      FROM twinbox.relay ORDER BY name
      """;

  private static final String PAUSED_TOPICS =
      "SELECT relay, topic, actor FROM twinbox.relay_paused_topic ORDER BY relay, topic";

  private static final String SET_ASIDE =
      """
      SELECT relay, count(*) FILTER (WHERE state = 'DEAD' AND discarded_at IS NULL) AS dead,
             count(*) FILTER (WHERE state = 'PARKED') AS parked
      FROM twinbox.parked WHERE state <> 'PUBLISHED' GROUP BY relay ORDER BY relay
      """;

  private static final String CONSUMERS =
      """
      SELECT c.name, c.paused,
             (SELECT count(*) FROM twinbox.inbox_record r
              WHERE r.consumer = c.id AND r.state = 'DEAD' AND r.discarded_at IS NULL) AS dead,
             EXISTS (SELECT FROM twinbox.inbox_node n
                     WHERE n.consumer = c.id AND n.seen_at > clock_timestamp() - interval '60 seconds')
               AS heard
      FROM twinbox.inbox_consumer c ORDER BY c.name
      """;

  /** Entries so old that only something in the way explains why they are still there. */
  private static final String OVERDUE =
      """
      SELECT EXISTS (
        SELECT FROM (SELECT occurred_at FROM twinbox.outbox_SLOT ORDER BY seq DESC LIMIT 1) e
        WHERE e.occurred_at < clock_timestamp() - (SELECT retention * 1.2 FROM twinbox.install))
      """;

  private static final long ABANDONED_SECONDS = 3_600;
  private static final int RING = 8;

  private final Database database;

  RelayCheck(Database database) {
    this.database = database;
  }

  void examine(Connection connection, List<Diagnosis> found) throws SQLException {
    if (may(connection, "twinbox.relay", "SELECT")) {
      new Query(database, RELAYS).list(connection, row -> relay(row, found));
    }
    if (may(connection, "twinbox.relay_paused_topic", "SELECT")) {
      new Query(database, PAUSED_TOPICS).list(connection, row -> pausedTopic(row, found));
    }
    if (mayColumn(connection, "twinbox.parked", "state")) {
      new Query(database, SET_ASIDE).list(connection, row -> setAside(row, found));
    }
    if (may(connection, "twinbox.inbox_node", "SELECT")
        && mayColumn(connection, "twinbox.inbox_record", "state")) {
      new Query(database, CONSUMERS).list(connection, row -> consumer(row, found));
    }
    if (mayColumn(connection, "twinbox.outbox_0", "occurred_at")
        && may(connection, "twinbox.relay_journal", "SELECT")) {
      pinned(connection, found);
    }
  }

  private static boolean relay(ResultSet row, List<Diagnosis> found) throws SQLException {
    String name = row.getString("name");
    long silent = row.getLong("silent");
    if (row.getBoolean("paused")) {
      add(
          found,
          "RELAY_PAUSED",
          "Relay " + name + " is paused by an operator.",
          "Ask who and why: twinbox audit --subject "
              + name
              + "; then: twinbox relay resume "
              + name);
    }
    if (row.getBoolean("free") && (silent < 0 || silent > ABANDONED_SECONDS)) {
      String since =
          silent < 0
              ? "has never run"
              : "was last heard of " + DatabaseDoctor.hours(silent) + " ago";
      add(
          found,
          "RELAY_ABANDONED",
          "Relay "
              + name
              + " of channel "
              + row.getString("channel")
              + " "
              + since
              + ": what it has not published is kept, and no slot with it is purged.",
          "Start it, or, if nobody needs it: DELETE FROM relay WHERE name = '" + name + "'");
    } else if (row.getBoolean("free")) {
      add(found, "RELAY_WITHOUT_OWNER", "No node runs relay " + name + ".", "Start one.");
    } else if (row.getBoolean("failing")) {
      String error = DatabaseDoctor.or(row.getString("last_error"), "no reason told");
      add(
          found,
          "NOTHING_PUBLISHED",
          "Relay " + name + " publishes nothing: " + error,
          "Mend what it names: publishing goes on by itself.");
    }
    return true;
  }

  private static boolean pausedTopic(ResultSet row, List<Diagnosis> found) throws SQLException {
    String relay = row.getString("relay");
    String topic = row.getString("topic");
    add(
        found,
        "TOPIC_PAUSED",
        "Topic " + topic + " of relay " + relay + " is paused by " + row.getString("actor") + ".",
        "twinbox relay resume-topic " + relay + " " + topic);
    return true;
  }

  private static boolean setAside(ResultSet row, List<Diagnosis> found) throws SQLException {
    String relay = row.getString("relay");
    if (row.getLong("dead") > 0) {
      add(
          found,
          "DEAD_LETTERS",
          row.getLong("dead") + " dead letters of relay " + relay + " wait for a decision.",
          "twinbox dead list " + relay + "; mend the cause; then dead retry or dead discard");
    }
    if (row.getLong("parked") > 0) {
      add(
          found,
          "LANES_BLOCKED",
          row.getLong("parked") + " entries of relay " + relay + " wait in blocked lanes.",
          "twinbox outbox list --relay " + relay + " --state PARKED names the errors");
    }
    return true;
  }

  private static boolean consumer(ResultSet row, List<Diagnosis> found) throws SQLException {
    String name = row.getString("name");
    if (row.getBoolean("paused")) {
      add(
          found,
          "CONSUMER_PAUSED",
          "Consumer " + name + " is paused by an operator.",
          "twinbox inbox resume " + name);
    }
    if (!row.getBoolean("heard")) {
      add(
          found,
          "CONSUMER_WITHOUT_NODE",
          "No process that runs consumer " + name + " was heard of for a minute.",
          "Start one.");
    }
    if (row.getLong("dead") > 0) {
      add(
          found,
          "DEAD_RECORDS",
          row.getLong("dead") + " dead letters of consumer " + name + " wait for a decision.",
          "twinbox inbox list " + name + " --state DEAD; then inbox retry or inbox discard");
    }
    return true;
  }

  private void pinned(Connection connection, List<Diagnosis> found) throws SQLException {
    for (int slot = 0; slot < RING; slot++) {
      boolean overdue =
          new Query(database, OVERDUE.replace("outbox_SLOT", "outbox_" + slot))
              .first(connection, row -> row.getBoolean(1))
              .orElse(false);
      if (overdue) {
        String why =
            new DatabaseHealths(database)
                .pinnedBy(connection, slot)
                .orElse("no relay has purged it yet");
        add(
            found,
            "PURGE_PINNED",
            "Slot " + slot + " holds entries that are older than the retention: " + why + ".",
            "Start the relay, or remove the producer; then the slot is purged by itself.");
      }
    }
  }

  private boolean may(Connection connection, String table, String right) throws SQLException {
    return ask(connection, "SELECT has_table_privilege(?, '" + right + "')", database.sql(table));
  }

  private boolean mayColumn(Connection connection, String table, String column)
      throws SQLException {
    String sql = "SELECT has_column_privilege(?, '" + column + "', 'SELECT')";
    return ask(connection, sql, database.sql(table));
  }

  private boolean ask(Connection connection, String sql, String value) throws SQLException {
    return new Query(database, sql, value)
        .first(connection, row -> row.getBoolean(1))
        .orElse(false);
  }

  private static void add(List<Diagnosis> found, String code, String sentence, String remedy) {
    found.add(new Diagnosis(code, sentence, remedy));
  }
}
