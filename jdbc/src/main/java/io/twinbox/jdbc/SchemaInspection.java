package io.twinbox.jdbc;

import io.twinbox.jdbc.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Compares a schema with what this release needs, by the catalogue. One check per method. */
final class SchemaInspection {

  private static final String RELATIONS =
      """
      SELECT wanted.name
      FROM unnest(ARRAY['outbox_seq', 'outbox', 'outbox_by_seq', 'outbox_by_xid', 'outbox_search', 'relay',
                        'relay_paused_topic',
                        'relay_journal', 'relay_journal_by_xmax', 'relay_run', 'parked',
                        'parked_by_next_attempt', 'parked_by_lane', 'parked_dead', 'parked_open', 'parked_edit', 'audit',
                        'audit_by_key', 'job', 'job_by_start', 'inbox_node',
                        'outbox_status', 'relay_status', 'inbox_consumer', 'inbox', 'inbox_8_by_age',
                        'inbox_guard', 'inbox_marker', 'inbox_record_seq', 'inbox_record',
                        'inbox_record_by_lane', 'inbox_record_by_bucket', 'inbox_record_held',
                        'inbox_record_by_next_attempt', 'inbox_record_dead', 'inbox_status',
                        'inbox_consumer_status']) AS wanted(name)
      WHERE NOT EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
        WHERE n.nspname = ? AND c.relname = wanted.name AND coalesce(i.indisvalid, true))
      UNION ALL
      SELECT wanted.name || '()'
      FROM unnest(ARRAY['current_slot', 'relay_backlog', 'inbox_slot']) AS wanted(name)
      WHERE NOT EXISTS (
        SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND p.proname = wanted.name)
      """;

  private static final String SLOTS =
      """
      SELECT ring.name, ring.needed, s.slots, s.durable
      FROM (VALUES ('outbox', to_regclass('twinbox.outbox'), '0 1 2 3 4 5 6 7'),
                   ('inbox', to_regclass('twinbox.inbox'), '0 1 2 3 4 5 6 7 8')) AS ring(name, id, needed)
      CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(
                 coalesce(substring(pg_get_expr(c.relpartbound, c.oid) FROM '\\d+'), 'default'),
                 ' ' ORDER BY c.relname), 'none') AS slots,
               coalesce(bool_and(c.relpersistence = 'p'), true) AS durable
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = ring.id
      ) s
      """;

  private static final String SEQUENCE =
      """
      SELECT s.seqcache, s.seqincrement, s.seqcycle
      FROM pg_sequence s
      WHERE s.seqrelid = to_regclass('twinbox.outbox_seq')
      """;

  private static final String DEFAULTS =
      """
      SELECT a.attname, pg_get_expr(d.adbin, d.adrelid) AS expression
      FROM pg_attribute a
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = to_regclass('twinbox.outbox')
        AND a.attname IN ('xid', 'seq', 'slot') AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  /** Of indexes that are not ours only the unique ones: nobody of us looks things up in others. */
  private static final String COLLATIONS =
      """
      SELECT DISTINCT c.relname, k.id::regcollation::text
      FROM pg_index x
      JOIN pg_class c ON c.oid = x.indexrelid
      CROSS JOIN LATERAL unnest(x.indcollation::oid[]) AS k(id)
      WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('twinbox.install'))
        AND (x.indisunique OR c.relname IN ('outbox_by_seq', 'outbox_by_xid', 'relay_journal_by_xmax',
                                            'parked_by_next_attempt', 'parked_by_lane', 'parked_dead',
                                            'parked_open', 'job_by_start', 'outbox_search', 'inbox_8_by_age', 'inbox_record_by_lane',
                                            'inbox_record_by_bucket', 'inbox_record_held',
                                            'inbox_record_by_next_attempt', 'inbox_record_dead'))
        AND k.id NOT IN (0, '"C"'::regcollation::oid, '"POSIX"'::regcollation::oid)
      ORDER BY c.relname
      """;

  private static final String GUARD =
      """
      SELECT count(*) FROM pg_constraint
      WHERE conrelid = to_regclass('twinbox.inbox_guard') AND contype = 'f' AND condeferred
      """;

  private static final String PERIOD =
      """
      SELECT twinbox.current_slot()
             = floor(date_part('epoch', now()) / ceil(extract(epoch FROM retention) / 6))::bigint % 8,
             twinbox.inbox_slot(now_ms)
             = floor(now_ms / 1000 / ceil(extract(epoch FROM retention) / 6))::bigint % 8
      FROM twinbox.install,
           LATERAL (SELECT floor(extract(epoch FROM now()) * 1000)::bigint) AS clock(now_ms)
      """;

  private final SchemaName name;
  private final int needed;
  private final List<Finding> findings = new ArrayList<>();

  SchemaInspection(SchemaName name, int needed) {
    this.name = name;
    this.needed = needed;
  }

  /** The version found; 0 = no schema of ours. */
  static int version(Connection tx, SchemaName name) throws SQLException {
    String there = "SELECT to_regclass(?) IS NOT NULL";
    try (PreparedStatement statement = tx.prepareStatement(there)) {
      statement.setString(1, name.in("twinbox.install"));
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next() || !rows.getBoolean(1)) {
          return 0;
        }
      }
    }
    try (Statement statement = tx.createStatement();
        ResultSet rows =
            statement.executeQuery(name.in("SELECT schema_version FROM twinbox.install"))) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  SchemaReport inspect(Connection tx) throws SQLException {
    checkServer(tx);
    checkEncoding(tx);
    int found = version(tx, name);
    checkVersion(found);
    if (found == needed) {
      checkParts(tx);
      checkSlots(tx);
      checkSequence(tx);
      checkOrder(tx);
      checkGuard(tx);
      checkCollations(tx);
      if (findings.isEmpty()) {
        checkPeriod(tx);
      }
    }
    return new SchemaReport(name.name(), found, needed, findings);
  }

  private void checkServer(Connection tx) throws SQLException {
    int major = tx.getMetaData().getDatabaseMajorVersion();
    if (major < 14) {
      add(Kind.SERVER_TOO_OLD, "PostgreSQL " + major + "; needed: 14 or later.", "Upgrade it.");
    }
  }

  private void checkEncoding(Connection tx) throws SQLException {
    eachRow(
        tx,
        "SHOW server_encoding",
        row -> {
          if (!row.getString(1).equals("UTF8")) {
            add(
                Kind.WRONG_ENCODING,
                "The database's encoding is " + row.getString(1) + "; needed: UTF8.",
                "Create a database WITH ENCODING 'UTF8' and move the data there.");
          }
        });
  }

  private void checkVersion(int found) {
    if (found == 0) {
      add(Kind.SCHEMA_MISSING, "There is no schema of ours.", install());
    } else if (found < needed) {
      add(Kind.SCHEMA_OLDER, "Version " + found + "; needed: " + needed + ".", install());
    } else if (found > needed) {
      add(
          Kind.SCHEMA_NEWER,
          "Version " + found + "; needed: " + needed + ".",
          "Use the release it was installed by, or a later one.");
    }
  }

  private void checkParts(Connection tx) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(RELATIONS)) {
      statement.setString(1, name.name());
      statement.setString(2, name.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          add(Kind.PART_MISSING, rows.getString(1) + " is missing or not valid.", fromPrint());
        }
      }
    }
  }

  private void checkSlots(Connection tx) throws SQLException {
    eachRow(
        tx,
        SLOTS,
        row -> {
          String ring = row.getString("name");
          String slots = row.getString("slots");
          String needed = row.getString("needed");
          if (!needed.equals(slots)) {
            String sentence = "Slots of " + ring + ": " + slots + "; needed: " + needed + '.';
            add(Kind.WRONG_SLOTS, sentence, fromPrint());
          }
          if (!row.getBoolean("durable")) {
            String remedy = "Run: ALTER TABLE ... SET LOGGED on each slot.";
            add(Kind.NOT_DURABLE, "A slot of " + ring + " is unlogged or temporary.", remedy);
          }
        });
  }

  private void checkSequence(Connection tx) throws SQLException {
    eachRow(
        tx,
        SEQUENCE,
        row -> {
          if (row.getLong(1) != 1 || row.getLong(2) != 1 || row.getBoolean(3)) {
            add(
                Kind.WRONG_SEQUENCE,
                "outbox_seq has cache:"
                    + row.getLong(1)
                    + " increment:"
                    + row.getLong(2)
                    + " cycle:"
                    + row.getBoolean(3)
                    + "; needed: 1, 1, false.",
                name.in("Run: ALTER SEQUENCE twinbox.outbox_seq CACHE 1 INCREMENT 1 NO CYCLE."));
          }
        });
  }

  private void checkOrder(Connection tx) throws SQLException {
    List<String> defaults = new ArrayList<>();
    eachRow(tx, DEFAULTS, row -> defaults.add(row.getString(1) + '=' + row.getString(2)));
    boolean right =
        defaults.size() == 3
            && defaults.get(0).equals("xid=pg_current_xact_id()")
            && defaults.get(1).startsWith("seq=nextval(")
            && defaults.get(2).contains("current_slot()");
    if (!right) {
      String needed = "; needed: xid=pg_current_xact_id(), seq=nextval, slot=current_slot.";
      add(Kind.WRONG_ORDER, "Defaults of outbox: " + defaults + needed, fromPrint());
    }
  }

  private void checkGuard(Connection tx) throws SQLException {
    eachRow(
        tx,
        GUARD,
        row -> {
          if (row.getInt(1) != 1) {
            String sentence = "inbox_guard does not have its deferred constraint.";
            add(Kind.NO_GUARD, sentence, fromPrint());
          }
        });
  }

  private void checkCollations(Connection tx) throws SQLException {
    eachRow(
        tx,
        COLLATIONS,
        row ->
            add(
                Kind.WRONG_COLLATION,
                "Index "
                    + row.getString(1)
                    + " sorts by the collation "
                    + row.getString(2)
                    + "; needed: C.",
                fromPrint()));
  }

  private void checkPeriod(Connection tx) throws SQLException {
    eachRow(
        tx,
        PERIOD,
        row -> {
          if (!row.getBoolean(1) || !row.getBoolean(2)) {
            String function = row.getBoolean(1) ? "inbox_slot()" : "current_slot()";
            String sentence = function + " does not follow the retention.";
            add(Kind.WRONG_PERIOD, sentence, install() + " --retention ...");
          }
        });
  }

  private void eachRow(Connection tx, String sql, RowReader reader) throws SQLException {
    try (Statement statement = tx.createStatement();
        ResultSet rows = statement.executeQuery(name.in(sql))) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private String install() {
    return "Run: twinbox schema install --schema " + name;
  }

  private String fromPrint() {
    return "Compare with: twinbox schema print --schema " + name;
  }

  private void add(Kind kind, String sentence, String remedy) {
    findings.add(new Finding(kind, sentence, remedy));
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
