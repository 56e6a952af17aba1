package io.twinbox.jdbc;

import io.twinbox.spi.Diagnosis;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is wrong with a database or will be. Changes nothing. Thread-safe.
 *
 * <p>Checks that need a right which the connection's role lacks are left out, and the right is
 * named.
 */
public final class DatabaseDoctor {
  /** Clocks that differ by less are not worth a word. */
  public static final Duration MOST_SKEW = Duration.ofSeconds(5);

  private static final String SERVER =
      """
      SELECT current_user AS username, r.rolsuper, pg_is_in_recovery() AS standby,
             current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
             current_setting('autovacuum') AS autovacuum,
             current_setting('synchronous_commit') AS synchronous_commit,
             (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
             current_setting('max_connections')::int AS most
      FROM pg_roles r WHERE r.rolname = current_user
      """;

  private static final String HOLDERS =
      """
      SELECT a.pid, coalesce(a.state, 'not told') AS state, extract(epoch FROM now() - a.xact_start)::bigint
      FROM pg_stat_activity a
      WHERE a.xact_start < now() - interval '1 hour' AND a.pid <> pg_backend_pid()
        AND a.backend_type <> 'autovacuum worker'
      UNION ALL
      SELECT 0, 'prepared ' || p.gid, extract(epoch FROM now() - p.prepared)::bigint
      FROM pg_prepared_xacts p WHERE p.prepared < now() - interval '1 hour'
      LIMIT 20
      """;

  private static final String STATEMENT_MODE_REFUSED = "08P01";

  private final DataSource dataSource;
  private final SchemaName schema;
  private final InstantSource clock;
  private final Set<Duty> duties;

  /** What the connection's role is for: its rights are looked at. */
  public enum Duty {
    /** Appends, and runs the inbox. */
    APP,
    /** Publishes. */
    RELAY,
    /** Looks. */
    VIEWER,
    /** Looks and acts. */
    OPERATOR
  }

  private DatabaseDoctor(
      DataSource dataSource, SchemaName schema, InstantSource clock, Set<Duty> duties) {
    this.dataSource = dataSource;
    this.schema = schema;
    this.clock = clock;
    this.duties = Set.copyOf(duties);
  }

  /**
   * For a schema of a database.
   *
   * @param duties what the connection's role is for; empty = its rights are not looked at
   * @param clock of this node, to be compared with the database's
   * @throws IllegalArgumentException if the schema's name is not legal
   */
  public static DatabaseDoctor of(
      DataSource dataSource, String schema, Set<Duty> duties, InstantSource clock) {
    return new DatabaseDoctor(dataSource, new SchemaName(schema), clock, duties);
  }

  /** Everything found, what is most basic first. Empty if all is well. */
  public List<Diagnosis> examine() {
    List<Diagnosis> found = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 30_000);
      if (pooledByStatement(connection, found)) {
        return found;
      }
      connection.setAutoCommit(true);
      server(connection, found);
      clock(connection, found);
      schema(found);
      holders(connection, found);
      Database database = new Database(dataSource, schema, JdbcOutboxStore.DEFAULT_TIMEOUT);
      new GrantCheck(database).examine(connection, duties, found);
      if (found.stream().noneMatch(it -> it.code().startsWith("SCHEMA_"))) {
        new RelayCheck(database).examine(connection, found);
      }
    } catch (SQLException e) {
      found.add(unreachable(e));
    }
    return found;
  }

  /** The topics that were written to lately or that something waits for; at most 1,000. */
  public List<String> topics() {
    Database database = new Database(dataSource, schema, JdbcOutboxStore.DEFAULT_TIMEOUT);
    return database.call(
        "asking for topics",
        connection ->
            new Query(
                    database,
                    """
                    SELECT topic FROM (
                      (SELECT topic::text, seq FROM twinbox.outbox WHERE channel = 'kafka'
                       ORDER BY seq DESC LIMIT 10000)
                      UNION ALL
                      SELECT topic, seq FROM twinbox.parked
                      WHERE state <> 'PUBLISHED' AND discarded_at IS NULL AND channel = 'kafka'
                    ) t
                    GROUP BY topic ORDER BY topic LIMIT 1000
                    """)
                .list(connection, row -> Objects.requireNonNull(row.getString(1))));
  }

  private static Diagnosis unreachable(SQLException e) {
    return new Diagnosis(
        "DATABASE_UNREACHABLE",
        "The database does not answer: " + e.getMessage(),
        "Look at address, role and password, and at the server's log.");
  }

  /** Between two statements of a transaction a pooler in statement mode changes the session. */
  private static boolean pooledByStatement(Connection connection, List<Diagnosis> found)
      throws SQLException {
    Set<String> sessions = new HashSet<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < 5; i++) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT pg_backend_pid() || ' ' || pg_current_xact_id()::text")) {
          row.next();
          sessions.add(String.valueOf(row.getString(1)));
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      boolean refused = STATEMENT_MODE_REFUSED.equals(e.getSQLState());
      if (!refused && !String.valueOf(e.getMessage()).contains("statement pooling")) {
        throw e;
      }
      sessions.add("refused");
      sessions.add("refused before");
    }
    if (sessions.size() > 1) {
      found.add(
          new Diagnosis(
              "POOLER_STATEMENT_MODE",
              "A pooler ends each transaction with its first statement.",
              "Set pool_mode = transaction (PgBouncer also wants max_prepared_statements above 0),"
                  + " or connect to the server itself."));
      return true;
    }
    return false;
  }

  private void server(Connection connection, List<Diagnosis> found) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SERVER)) {
      row.next();
      String user = row.getString("username");
      add(
          found,
          row.getBoolean("rolsuper"),
          "SUPERUSER_ROLE",
          "Role " + user + " is a superuser: nothing holds it to its duty.",
          "Run the SQL of: twinbox schema print --roles, and log in with a member of one of them.");
      add(
          found,
          row.getBoolean("standby"),
          "STANDBY",
          "This is a standby, which shows commits in another order.",
          "Connect to the primary: targetServerType=primary in the JDBC URL.");
      add(
          found,
          "off".equals(row.getString("fsync")) || "off".equals(row.getString("full_page_writes")),
          "UNSAFE_STORAGE",
          "fsync or full_page_writes is off: a crash of the machine may ruin the database.",
          "Set both to on in postgresql.conf.");
      add(
          found,
          "off".equals(row.getString("autovacuum")),
          "AUTOVACUUM_OFF",
          "autovacuum is off: searches become slow, and transaction ids run out in the end.",
          "Set autovacuum = on.");
      int used = row.getInt("used");
      int most = row.getInt("most");
      add(
          found,
          used * 10L > most * 9L,
          "CONNECTIONS_LOW",
          used + " of " + most + " connections are used.",
          "Use fewer or smaller pools, a pooler in transaction mode, or raise max_connections.");
    }
  }

  private static void add(
      List<Diagnosis> found, boolean wrong, String code, String sentence, String remedy) {
    if (wrong) {
      found.add(new Diagnosis(code, sentence, remedy));
    }
  }

  /** The database's clock was read somewhere between the two looks at ours. */
  private void clock(Connection connection, List<Diagnosis> found) throws SQLException {
    Instant before = clock.instant();
    Instant theirs;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp() AS now")) {
      row.next();
      theirs = Objects.requireNonNull(RecordRows.time(row, "now"));
    }
    Instant after = clock.instant();
    Duration ahead =
        theirs.isAfter(after)
            ? Duration.between(after, theirs)
            : theirs.isBefore(before) ? Duration.between(before, theirs) : Duration.ZERO;
    add(
        found,
        ahead.abs().compareTo(MOST_SKEW) > 0,
        "CLOCK_SKEW",
        String.format(
            Locale.ROOT,
            "The database's clock is %.1f s %s this machine's.",
            ahead.abs().toMillis() / 1_000.0,
            ahead.isNegative() ? "behind" : "ahead of"),
        "Run NTP on both. Order and leases do not depend on it; ids, retention and what you read"
            + " do.");
  }

  private void schema(List<Diagnosis> found) {
    try {
      for (Finding finding : Schema.named(schema.name()).verify(dataSource).findings()) {
        found.add(new Diagnosis(finding.kind().name(), finding.sentence(), finding.remedy()));
      }
    } catch (SchemaException e) {
      found.add(
          new Diagnosis(
              "SCHEMA_UNREADABLE",
              String.valueOf(e.getMessage()),
              "Grant this role one of those of: twinbox schema print --roles"));
    }
  }

  private static void holders(Connection connection, List<Diagnosis> found) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HOLDERS)) {
      while (row.next()) {
        int pid = row.getInt(1);
        String who = pid == 0 ? "A transaction" : "The transaction of pid " + pid;
        String remedy =
            pid == 0
                ? "Run COMMIT PREPARED or ROLLBACK PREPARED."
                : "Ask its owner, or run: SELECT pg_terminate_backend(" + pid + ")";
        String sentence =
            who + " (" + row.getString(2) + ") is open for " + hours(row.getLong(3)) + ".";
        found.add(new Diagnosis("OLD_TRANSACTION", sentence, remedy));
      }
    }
  }

  static String hours(long seconds) {
    return seconds < 7_200 ? seconds / 60 + " minutes" : seconds / 3_600 + " hours";
  }

  /** The text, or what stands for none. */
  static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
