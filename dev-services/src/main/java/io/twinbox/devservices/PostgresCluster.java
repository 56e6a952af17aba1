package io.twinbox.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The data directory of one PostgreSQL and how its process is made and started. */
final class PostgresCluster {
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final Pattern SETTING = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.]*");
  private static final String SETTINGS_FILE = "twinbox.conf";
  // Of postmaster.pid, as pg_ctl reads it
  private static final int PID_LINE = 0;
  private static final int STATUS_LINE = 7;
  private static final Set<String> READY = Set.of("ready", "standby");

  private final PostgresVersion version;
  private final Server server;
  private final Path data;
  private final boolean portIsFixed;
  private final IntSupplier freePorts;
  private final Map<String, String> settings;

  private volatile int port;
  private boolean portIsSettled;

  /**
   * Describes a cluster.
   *
   * @param port 0 for one that is taken from freePorts, another one if somebody else was faster
   */
  PostgresCluster(
      PostgresVersion version,
      @Nullable Path directory,
      int port,
      IntSupplier freePorts,
      Map<String, String> settings) {
    this.version = version;
    this.port = port;
    this.portIsFixed = port != 0;
    this.freePorts = freePorts;
    this.settings = new LinkedHashMap<>(settings);
    this.server = new Server("postgres-" + version.major(), directory, StopMode.FAST.signal());
    this.data = server.home().resolve("data");
  }

  Server server() {
    return server;
  }

  PostgresVersion version() {
    return version;
  }

  int port() {
    return port;
  }

  synchronized void set(String setting, @Nullable String value) {
    if (value == null) {
      settings.remove(setting);
      return;
    }
    checkSetting(setting, value);
    settings.put(setting, value);
  }

  static void checkSetting(String setting, String value) {
    if (!SETTING.matcher(setting).matches()) {
      throw new IllegalArgumentException("Not the name of a setting: " + setting);
    }
    if (value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("The value of " + setting + " has a line break");
    }
  }

  synchronized void start() {
    if (server.isRunning()) {
      throw new IllegalStateException("PostgreSQL is already running");
    }
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise();
    }
    writeSettings();
    for (int i = 1; !startOn(choosePort()); i++) {
      boolean lostTheRace = !portIsFixed && !portIsSettled && !FreePort.isFree(port);
      if (!lostTheRace || i == FreePort.RACES) {
        throw server.failure("PostgreSQL ended while starting on port " + port, null);
      }
    }
    portIsSettled = true;
  }

  /** PostgreSQL itself takes the mark away when it is promoted. */
  void makeStandby() {
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      throw new IllegalArgumentException("A standby starts from a copy; none is in " + data);
    }
    try {
      Files.writeString(data.resolve("standby.signal"), "");
    } catch (IOException e) {
      throw new DevServiceException("Could not make a standby of " + data, e);
    }
  }

  private int choosePort() {
    if (!portIsFixed && !portIsSettled) {
      port = freePorts.getAsInt();
    }
    return port;
  }

  private boolean startOn(int chosen) {
    server.launch(
        ProcessIdentity.current()
            .wrap(
                List.of(program("postgres"), "-D", data.toString(), "-p", String.valueOf(chosen))));
    long pid = server.pid();
    return server.awaitReady(() -> isReady(pid), START_TIMEOUT);
  }

  /** By the status file that pg_ctl goes by. One left by a killed server has another pid. */
  private boolean isReady(long pid) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() > STATUS_LINE
          && lines.get(PID_LINE).strip().equals(String.valueOf(pid))
          && READY.contains(lines.get(STATUS_LINE).strip());
    } catch (IOException e) {
      return false; // not written yet
    }
  }

  private void initialise() {
    ProcessIdentity.current().adopt(server.home());
    server.run(
        ProcessIdentity.current()
            .wrap(
                List.of(
                    program("initdb"),
                    "--pgdata=" + data,
                    "--username=" + EmbeddedPostgres.SUPERUSER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--no-instructions")),
        INITDB_TIMEOUT);
  }

  /**
   * Settings stand in a file of their own and not on the command line, where ALTER SYSTEM could not
   * override them.
   */
  private void writeSettings() {
    List<String> lines = new ArrayList<>();
    lines.add("listen_addresses = '127.0.0.1'");
    lines.add("unix_socket_directories = ''");
    settings.forEach((name, value) -> lines.add(name + " = '" + value.replace("'", "''") + "'"));
    Path main = data.resolve("postgresql.conf");
    String include = "include_if_exists = '" + SETTINGS_FILE + "'";
    try {
      Files.write(data.resolve(SETTINGS_FILE), lines);
      String before = Files.readString(main);
      if (!before.contains(include)) {
        Files.writeString(main, before + "\n" + include + "\n");
      }
    } catch (IOException e) {
      throw new DevServiceException("Could not write the settings into " + data, e);
    }
    ProcessIdentity.current().adopt(data);
  }

  private String program(String name) {
    return PostgresPrograms.home(version).resolve("bin").resolve(name).toString();
  }

  synchronized void copyTo(Path target) {
    checkStopped();
    try {
      Files.createDirectory(target);
    } catch (IOException e) {
      throw new DevServiceException("Could not create " + target, e);
    }
    Directories.copy(data, target.resolve("data"));
  }

  synchronized void restoreFrom(Path copy) {
    checkStopped();
    Path source = copy.resolve("data");
    if (!Files.exists(source.resolve("PG_VERSION"))) {
      throw new IllegalArgumentException("Not a copy of a PostgreSQL: " + copy);
    }
    Directories.delete(data);
    Directories.copy(source, data);
  }

  private void checkStopped() {
    if (server.isRunning()) {
      throw new IllegalStateException("PostgreSQL has to be stopped first");
    }
  }
}
