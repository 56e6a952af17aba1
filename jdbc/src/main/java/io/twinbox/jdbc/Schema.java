package io.twinbox.jdbc;

import io.twinbox.jdbc.Installed.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Our tables in a database: shown, installed, looked at. Nothing here alters a schema that is
 * already there, except its retention, and that only when told to.
 *
 * <p>Immutable and thread-safe. Every method that asks the database throws {@link SchemaException}
 * if it fails.
 */
public final class Schema {

  /** The version this release works with. */
  public static final int VERSION = 1;

  /** The name of a schema that is given none. */
  public static final String DEFAULT_NAME = "twinbox";

  /** How long entries are kept where nothing else is said. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  private static final Duration MIN_RETENTION = Duration.ofSeconds(6);
  private static final Duration MAX_RETENTION = Duration.ofDays(3_650);

  private final SchemaName name;

  private Schema(SchemaName name) {
    this.name = name;
  }

  /**
   * The schema of this name, there or not.
   *
   * @throws IllegalArgumentException if the name is not {@code [a-z_][a-z0-9_]{0,62}}
   */
  public static Schema named(String name) {
    return new Schema(new SchemaName(name));
  }

  /** The SQL that creates the schema, for {@link #DEFAULT_RETENTION}. */
  public String print() {
    return print(DEFAULT_RETENTION);
  }

  /**
   * The SQL that creates the schema, as one transaction to be run by psql.
   *
   * @param retention how long entries are kept, 6 seconds to 10 years, whole seconds
   */
  public String print(Duration retention) {
    requireRetention(retention);
    return "BEGIN;\n"
        + SchemaScript.create(name)
        + SchemaScript.versionOne(name, retention)
        + "COMMIT;\n";
  }

  /** The SQL that creates the least-privilege roles and grants them their rights. */
  public String printRoles(RoleNames roles) {
    return SchemaScript.roles(name, roles);
  }

  /**
   * Creates the schema if it is missing, for {@link #DEFAULT_RETENTION}; a second time does
   * nothing.
   */
  public Installed install(DataSource database) {
    return inTransaction(database, tx -> install(tx, null));
  }

  /**
   * Creates the schema if it is missing, and changes the retention of one that has another.
   *
   * @param retention how long entries are kept, 6 seconds to 10 years, whole seconds
   */
  public Installed install(DataSource database, Duration retention) {
    requireRetention(retention);
    return inTransaction(database, tx -> install(tx, retention));
  }

  /** Looks whether the schema is there and is what it should be. Changes nothing. */
  public SchemaReport verify(DataSource database) {
    return inTransaction(
        database,
        tx -> {
          execute(tx, "SET TRANSACTION READ ONLY");
          return new SchemaInspection(name, VERSION).inspect(tx);
        });
  }

  private Installed install(Connection tx, @Nullable Duration wanted) throws SQLException {
    lock(tx);
    int found = SchemaInspection.version(tx, name);
    if (found == 0) {
      Duration retention = wanted == null ? DEFAULT_RETENTION : wanted;
      create(tx, retention);
      return new Installed(Outcome.CREATED, found, VERSION, retention);
    }
    if (found != VERSION) {
      throw otherVersion(found);
    }
    Duration present = retention(tx);
    if (wanted == null || wanted.equals(present)) {
      return new Installed(Outcome.UNCHANGED, found, VERSION, present);
    }
    execute(tx, SchemaScript.retention(name, wanted));
    return new Installed(Outcome.RETENTION_CHANGED, found, VERSION, wanted);
  }

  private SchemaException otherVersion(int found) {
    return new SchemaException(
        "Schema "
            + name
            + " is of another release. version found:"
            + found
            + " needed:"
            + VERSION
            + ". Use the release it was installed by, or a later one.",
        null);
  }

  /** Two installations at once: the second waits, and finds the work done. */
  private void lock(Connection tx) throws SQLException {
    String sql = "SELECT pg_advisory_xact_lock(hashtextextended('twinbox schema ' || ?, 0))";
    try (PreparedStatement statement = tx.prepareStatement(sql)) {
      statement.setString(1, name.name());
      statement.execute();
    }
  }

  private void create(Connection tx, Duration retention) throws SQLException {
    // Asked for first: IF NOT EXISTS wants the right to create schemas even where there is one.
    if (!exists(tx)) {
      execute(tx, SchemaScript.create(name));
    }
    execute(tx, SchemaScript.versionOne(name, retention));
  }

  private boolean exists(Connection tx) throws SQLException {
    String sql = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)";
    try (PreparedStatement statement = tx.prepareStatement(sql)) {
      statement.setString(1, name.name());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private Duration retention(Connection tx) throws SQLException {
    String sql = name.in("SELECT extract(epoch FROM retention)::bigint FROM twinbox.install");
    try (Statement statement = tx.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return Duration.ofSeconds(rows.getLong(1));
    }
  }

  private static void execute(Connection tx, String script) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute(script);
    }
  }

  private static void requireRetention(Duration retention) {
    Objects.requireNonNull(retention, "retention");
    if (retention.compareTo(MIN_RETENTION) < 0
        || retention.compareTo(MAX_RETENTION) > 0
        || !retention.equals(Duration.ofSeconds(retention.toSeconds()))) {
      throw new IllegalArgumentException(
          "retention must be 6 seconds to 3650 days, whole seconds: " + retention);
    }
  }

  private <T> T inTransaction(DataSource database, Work<T> work) {
    try (Connection connection = database.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        // A snapshot from before the ledger is locked would not show what was claimed meanwhile.
        Isolation.readCommitted(connection);
        T result = work.in(connection);
        connection.commit();
        return result;
      } finally {
        // After a commit there is nothing to roll back; a pool gets its connection back as it was.
        connection.rollback();
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      throw new SchemaException(explanation(e.getSQLState()), e);
    }
  }

  private String explanation(@Nullable String sqlState) {
    String what =
        switch (sqlState == null ? "" : sqlState) {
          case "42501" -> "The role may not work on schema " + name + ". Run it as the owner role.";
          case "42P07", "42710", "42723" ->
              "Schema " + name + " holds something that is not ours. Choose another schema name.";
          default -> "The database refused to work on schema " + name + '.';
        };
    return what + " sqlState:" + sqlState;
  }

  private interface Work<T> {
    T in(Connection tx) throws SQLException;
  }
}
