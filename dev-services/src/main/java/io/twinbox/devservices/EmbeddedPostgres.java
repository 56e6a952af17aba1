package io.twinbox.devservices;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL as a child process, listening on the loopback address. It can be stopped,
 * killed, paused and started again on the same data and the same port.
 *
 * <p>Everybody may log in from this machine without a password, under every role that exists; the
 * superuser is {@link #SUPERUSER}. The locale is C and the encoding UTF-8. What is committed is
 * flushed to disk, as by default in PostgreSQL, unless {@link Builder#fastUnsafe()} is asked for.
 *
 * <p>A temporary data directory is deleted by {@link #close()} and when this JVM ends, in whatever
 * way. In a directory of the caller's the data stays, and the server is stopped.
 *
 * <p>Verbs that need a running server throw {@link IllegalStateException} without one; a server
 * that does not obey is told by a {@link DevServiceException} with the end of its log.
 *
 * <p>This class is thread-safe: one verb runs at a time.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** The role that owns everything. */
  public static final String SUPERUSER = "postgres";

  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Map<PostgresVersion, EmbeddedPostgres> SHARED = new ConcurrentHashMap<>();

  private final PostgresCluster cluster;
  private final boolean shared;
  private final AtomicInteger databases = new AtomicInteger();

  private EmbeddedPostgres(PostgresCluster cluster, boolean shared) {
    this.cluster = cluster;
    this.shared = shared;
  }

  /** Describes a server to start. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The one server of this version that all tests of this JVM share, started when first asked for.
   * It is {@linkplain Builder#fastUnsafe() fast and unsafe}, takes 200 connections and 64 prepared
   * transactions, and cannot be stopped, killed, paused or closed: whoever wants that starts one of
   * their own. Ask it for a {@linkplain #createDatabase() fresh database} in each test.
   */
  public static EmbeddedPostgres shared(PostgresVersion version) {
    return SHARED.computeIfAbsent(
        version,
        wanted ->
            builder()
                .version(wanted)
                .fastUnsafe()
                .set("max_connections", "200")
                .set("max_prepared_transactions", "64")
                .start(true));
  }

  /** Starts the server again after {@link #stop}, {@link #kill} or a crash, on the same port. */
  public void start() {
    cluster.start();
  }

  /** Stops the server and waits until it has ended; does nothing if it is not running. */
  public void stop(StopMode mode) {
    checkOwned();
    cluster.server().stop(mode.signal(), STOP_TIMEOUT);
  }

  /** SIGKILL to all its processes, without any warning; does nothing if it is not running. */
  public void kill() {
    checkOwned();
    cluster.server().kill();
  }

  /** Freezes all its processes: connections stay open, nothing answers. */
  public void pause() {
    checkOwned();
    cluster.server().pause();
  }

  /** Lets a paused server go on. */
  public void resume() {
    checkOwned();
    cluster.server().resume();
  }

  /** {@link StopMode#FAST Stops} the server if it is running, and starts it again. */
  public void restart() {
    stop(StopMode.FAST);
    start();
  }

  /** Whether its process exists; also true while paused. */
  public boolean isRunning() {
    return cluster.server().isRunning();
  }

  /** The process id of the postmaster. */
  public long pid() {
    return cluster.server().pid();
  }

  /** What was asked for. */
  public PostgresVersion version() {
    return cluster.version();
  }

  /** The port on 127.0.0.1; the same as long as this object lives. */
  public int port() {
    return cluster.port();
  }

  /** The URL of the database "postgres" for the superuser. */
  public String url() {
    return url(SUPERUSER);
  }

  /** The URL of a database for the superuser. */
  public String url(String database) {
    return url(SUPERUSER, database);
  }

  /**
   * The URL of a database for a role, complete for {@code DriverManager.getConnection(url)}.
   *
   * @param role a lower-case SQL name
   * @param database a lower-case SQL name
   */
  public String url(String role, String database) {
    return url(role, database, port());
  }

  /** The same by way of a proxy. */
  public String urlThrough(TcpProxy proxy, String role, String database) {
    return url(role, database, proxy.port());
  }

  private static String url(String role, String database, int port) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s"
        .formatted(port, checkName(database), checkName(role));
  }

  /** Creates an empty database under a name not used before, and returns its URL. */
  public String createDatabase() {
    return createDatabase(
        "db_" + ProcessHandle.current().pid() + "_" + databases.incrementAndGet());
  }

  /**
   * Creates an empty database owned by the superuser, and returns its URL.
   *
   * @param name a lower-case SQL name that is not taken yet
   */
  public String createDatabase(String name) {
    execute("CREATE DATABASE \"" + checkName(name) + "\"");
    return url(name);
  }

  /** Deletes a database, ending the sessions in it; one that does not exist is fine. */
  public void dropDatabase(String name) {
    execute("DROP DATABASE IF EXISTS \"" + checkName(name) + "\" WITH (FORCE)");
  }

  private void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw cluster.server().failure("PostgreSQL refused: " + sql, e);
    }
  }

  /**
   * Changes a setting from the next start on.
   *
   * @param value as in postgresql.conf, without quotes; null takes the setting out
   */
  public void set(String setting, @Nullable String value) {
    checkOwned();
    cluster.set(setting, value);
  }

  /**
   * Copies the data of the stopped server, to be brought back by {@link #restoreFrom} or started as
   * another server through {@link Builder#directory}.
   *
   * @param target a directory that does not exist yet
   */
  public void copyTo(Path target) {
    cluster.copyTo(target);
  }

  /** Replaces the data of the stopped server by a copy, which is left as it is. */
  public void restoreFrom(Path copy) {
    checkOwned();
    cluster.restoreFrom(copy);
  }

  /** The last lines the server has logged since its latest start. */
  public String logTail() {
    return cluster.server().logTail();
  }

  /** Ends the server; deletes a temporary data directory. */
  @Override
  public void close() {
    checkOwned();
    cluster.server().close();
  }

  private void checkOwned() {
    if (shared) {
      throw new IllegalStateException(
          "This PostgreSQL is shared by all tests of the JVM. Start one of your own by builder().");
    }
  }

  private static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a lower-case SQL name: " + name);
    }
    return name;
  }

  /** What server to start. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private PostgresVersion version = PostgresVersion.DEFAULT;
    private @Nullable Path directory;
    private boolean standby;
    private int port;

    private Builder() {
      settings.put("max_prepared_transactions", "20"); // PostgreSQL's own default forbids them
    }

    /** Default: {@link PostgresVersion#DEFAULT}. */
    public Builder version(PostgresVersion wanted) {
      this.version = wanted;
      return this;
    }

    /**
     * Where the data is kept, beyond {@link #close()}; data found there is used. Default: a
     * temporary directory.
     */
    public Builder directory(Path wanted) {
      this.directory = wanted;
      return this;
    }

    /** Default: 0, a free one. */
    public Builder port(int wanted) {
      if (wanted < 0 || wanted > 65_535) {
        throw new IllegalArgumentException("Not a port: " + wanted);
      }
      this.port = wanted;
      return this;
    }

    /**
     * A line of postgresql.conf, such as {@code set("wal_level", "logical")}. The defaults are
     * PostgreSQL's, except {@code max_prepared_transactions = 20}.
     *
     * @param value without quotes
     */
    public Builder set(String setting, String value) {
      PostgresCluster.checkSetting(setting, value);
      settings.put(setting, value);
      return this;
    }

    /**
     * Flushes nothing to disk: faster, and a crash of the machine may destroy the data. Committed
     * data does survive {@link #kill()}. Never to be used for a measurement of commits.
     */
    public Builder fastUnsafe() {
      return set("fsync", "off").set("full_page_writes", "off");
    }

    /**
     * Makes the server a hot standby that follows another one, out of a {@linkplain #copyTo copy}
     * of it in {@link #directory}. The other one should keep enough of its log since the copy
     * ({@code wal_keep_size}). {@code SELECT pg_promote()} makes the standby a primary.
     */
    public Builder standbyOf(EmbeddedPostgres primary) {
      this.standby = true;
      String from = "host=127.0.0.1 port=%d user=%s".formatted(primary.port(), SUPERUSER);
      return set("primary_conninfo", from);
    }

    /** Starts the server and waits until it accepts connections (1 to 2 seconds). */
    public EmbeddedPostgres start() {
      return start(false);
    }

    private EmbeddedPostgres start(boolean shared) {
      if (directory != null && Files.isRegularFile(directory)) {
        throw new IllegalArgumentException("Not a directory: " + directory);
      }
      PostgresCluster cluster =
          new PostgresCluster(version, directory, port, FreePort::pick, settings);
      try {
        if (standby) {
          cluster.makeStandby();
        }
        cluster.start();
      } catch (RuntimeException e) {
        cluster.server().close();
        throw e;
      }
      return new EmbeddedPostgres(cluster, shared);
    }
  }
}
