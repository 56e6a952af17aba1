package io.twinbox.devservices;

import static io.twinbox.devservices.Sql.ask;
import static io.twinbox.devservices.Sql.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedPostgresIT {
  private static final String IDENTITY = "SELECT system_identifier FROM pg_control_system()";

  @Test
  void bothVersionsRunSideBySide() {
    try (EmbeddedPostgres older = EmbeddedPostgres.builder().version(PostgresVersion.V15).start();
        EmbeddedPostgres newer = EmbeddedPostgres.builder().version(PostgresVersion.V18).start()) {
      assertThat(ask(older.url(), "SHOW server_version")).startsWith("15.");
      assertThat(ask(newer.url(), "SHOW server_version")).startsWith("18.");
      assertThat(ask(older.url(), "SHOW fsync")).isEqualTo("on");
      assertThat(ask(older.url(), IDENTITY)).isNotEqualTo(ask(newer.url(), IDENTITY));
    }
  }

  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void committedDataOutlivesEveryKindOfEnd(PostgresVersion version) {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().version(version).fastUnsafe().start()) {
      String url = postgres.createDatabase("orders");
      int port = postgres.port();
      tell(url, "CREATE TABLE ends (how text)");

      tell(url, "INSERT INTO ends VALUES ('killed')");
      List<ProcessHandle> processes = family(postgres);
      postgres.kill();
      assertThat(processes).hasSizeGreaterThan(2).noneMatch(EmbeddedPostgresIT::runs);
      assertThat(postgres.isRunning()).isFalse();
      assertThatThrownBy(() -> ask(url, "SELECT 1")).isInstanceOf(IllegalStateException.class);
      postgres.start();

      tell(url, "INSERT INTO ends VALUES ('stopped at once')");
      postgres.stop(StopMode.IMMEDIATE);
      postgres.start();

      tell(url, "INSERT INTO ends VALUES ('stopped fast')");
      postgres.restart();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(ask(url, "SELECT string_agg(how, ', ') FROM ends"))
          .isEqualTo("killed, stopped at once, stopped fast");
    }
  }

  @Test
  void aPausedServerHangsAndThenGoesOn() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start();
        Connection connection = DriverManager.getConnection(postgres.url())) {
      postgres.pause();
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> ask(connection, "SELECT 42"));
      assertThat(answer).failsWithin(Duration.ofMillis(300));
      assertThat(postgres.isRunning()).isTrue();
      postgres.resume();
      assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("42");
    }
  }

  @Test
  void aPausedServerCanBeKilledAndStopped() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start()) {
      postgres.pause();
      postgres.kill();
      postgres.start();
      postgres.pause();
      postgres.restart();
      assertThat(ask(postgres.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void settingsReachTheServerAndChangeWithTheNextStart() {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .fastUnsafe()
            .set("wal_level", "logical")
            .set("cluster_name", "it's")
            .start()) {
      assertThat(ask(postgres.url(), "SHOW wal_level")).isEqualTo("logical");
      assertThat(ask(postgres.url(), "SHOW cluster_name")).isEqualTo("it's");
      assertThat(ask(postgres.url(), "SHOW fsync")).isEqualTo("off");
      tell(postgres.url(), "ALTER SYSTEM SET max_connections = 33");
      postgres.set("wal_level", null);
      postgres.restart();
      assertThat(ask(postgres.url(), "SHOW wal_level")).isEqualTo("replica");
      assertThat(ask(postgres.url(), "SHOW max_connections")).isEqualTo("33");
    }
  }

  @Test
  void anOlderCopyCanBeRestoredOrRunBesideTheOriginal(@TempDir Path scratch) {
    String days = "SELECT string_agg(day, ' ') FROM days";
    Path copy = scratch.resolve("monday");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start()) {
      tell(postgres.url(), "CREATE TABLE days (day text); INSERT INTO days VALUES ('monday')");
      assertThatThrownBy(() -> postgres.copyTo(copy)).isInstanceOf(IllegalStateException.class);
      postgres.stop(StopMode.FAST);
      postgres.copyTo(copy);
      postgres.start();
      tell(postgres.url(), "INSERT INTO days VALUES ('tuesday')");
      postgres.stop(StopMode.FAST);
      postgres.restoreFrom(copy);
      postgres.start();
      assertThat(ask(postgres.url(), days)).isEqualTo("monday");

      try (EmbeddedPostgres twin = EmbeddedPostgres.builder().directory(copy).start()) {
        assertThat(ask(twin.url(), days)).isEqualTo("monday");
        assertThat(ask(twin.url(), IDENTITY)).isEqualTo(ask(postgres.url(), IDENTITY));
      }
    }
    assertThat(copy).isNotEmptyDirectory();
  }

  @Test
  void aStandbyFollowsAndCanBePromoted(@TempDir Path scratch) {
    Path copy = scratch.resolve("standby");
    String count = "SELECT count(*) FROM days";
    try (EmbeddedPostgres primary = EmbeddedPostgres.builder().fastUnsafe().start()) {
      tell(primary.url(), "CREATE TABLE days (day text)");
      primary.stop(StopMode.FAST);
      primary.copyTo(copy);
      primary.start();
      try (EmbeddedPostgres standby =
          EmbeddedPostgres.builder().fastUnsafe().directory(copy).standbyOf(primary).start()) {
        assertThat(ask(standby.url(), "SELECT pg_is_in_recovery()")).isEqualTo("t");
        tell(primary.url(), "INSERT INTO days VALUES ('monday')");
        await().until(() -> ask(standby.url(), count).equals("1"));
        primary.kill();
        assertThat(ask(standby.url(), "SELECT pg_promote()")).isEqualTo("t");
        tell(standby.url(), "INSERT INTO days VALUES ('tuesday')");
        standby.restart();
        assertThat(ask(standby.url(), count)).isEqualTo("2");
      }
      EmbeddedPostgres.Builder noCopy = EmbeddedPostgres.builder().standbyOf(primary);
      assertThatThrownBy(noCopy::start).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aTemporaryDirectoryIsDeletedOnClose() {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start();
    Path data = Path.of(ask(postgres.url(), "SHOW data_directory"));
    List<ProcessHandle> processes = family(postgres);
    postgres.close();
    postgres.close();
    assertThat(data.getParent()).doesNotExist();
    assertThat(processes).noneMatch(EmbeddedPostgresIT::runs);
    assertThatThrownBy(postgres::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anUnknownSettingIsToldInTheServersOwnWords() {
    assertThatThrownBy(() -> EmbeddedPostgres.builder().set("shared_bufers", "1MB").start())
        .isInstanceOfSatisfying(
            DevServiceException.class,
            e -> assertThat(e.logTail()).contains("unrecognized configuration parameter"));
  }

  @Test
  void aTakenPortIsToldIfItWasAskedFor() {
    EmbeddedPostgres shared = EmbeddedPostgres.shared(PostgresVersion.V18);
    assertThatThrownBy(() -> EmbeddedPostgres.builder().port(shared.port()).start())
        .isInstanceOf(DevServiceException.class)
        .hasMessageContaining("port " + shared.port());
  }

  @Test
  void theSharedServerGivesFreshDatabasesAndCannotBeStopped() {
    EmbeddedPostgres shared = EmbeddedPostgres.shared(PostgresVersion.V18);
    assertThat(EmbeddedPostgres.shared(PostgresVersion.V18)).isSameAs(shared);
    String url = shared.createDatabase();
    String other = shared.createDatabase();
    tell(url, "CREATE TABLE mine ()");
    assertThat(ask(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"))
        .isEqualTo("0");
    assertThatThrownBy(shared::kill).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shared::close).isInstanceOf(IllegalStateException.class);
    shared.createDatabase("dropped_soon");
    shared.dropDatabase("dropped_soon");
    shared.dropDatabase("dropped_soon");
  }

  @Test
  void namesAreNotSql() {
    EmbeddedPostgres shared = EmbeddedPostgres.shared(PostgresVersion.V18);
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    assertThatThrownBy(() -> shared.createDatabase("a\"; DROP"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.set("a = 1\nb", "2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.set("a", "1\nb = 2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.port(65_536)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCrashFromOutsideIsNoticed() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().fastUnsafe().start()) {
      ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
      await().until(() -> !postgres.isRunning());
      assertThatThrownBy(postgres::pause).isInstanceOf(IllegalStateException.class);
      assertThat(postgres.logTail()).contains("ready to accept connections");
      postgres.start();
      assertThat(ask(postgres.url(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aDirectoryOfAnotherVersionIsRefused(@TempDir Path scratch) {
    EmbeddedPostgres.builder().version(PostgresVersion.V15).directory(scratch).start().close();
    EmbeddedPostgres.Builder newer = EmbeddedPostgres.builder().directory(scratch);
    assertThatThrownBy(newer::start)
        .isInstanceOf(DevServiceException.class)
        .hasMessageContaining("incompatible");
  }

  private static List<ProcessHandle> family(EmbeddedPostgres postgres) {
    ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && !ProcessTree.isZombie(process);
  }
}
