package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.devservices.StopMode;
import io.twinbox.spi.Entry;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.Reading;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Servers that forget commits: killed, or replaced by an older copy under a running relay. */
class LostCommitsIT {
  private static final String APPEND =
      "INSERT INTO twinbox.outbox (topic, type) VALUES ('t', '%s')";

  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void aClaimIsDurableWithWhatItSawWhateverTheSessionsDefault(PostgresVersion version)
      throws SQLException {
    try (EmbeddedPostgres server = startForgetful(version)) {
      RelayByHand relay = install(server);
      execute(server, APPEND.formatted("A"));
      long claimed = relay.claim(relay.read(RelayByHand.WIDE)).no();
      server.kill();
      server.start();

      assertThat(relay.takeOver("node-2").unconfirmed())
          .extracting(batch -> batch.no())
          .containsExactly(claimed);
      assertThat(relay.read(RelayByHand.WIDE).entries()).isEmpty();
    }
  }

  /** The server's time of start stays the same when it restarts after the crash of one session. */
  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void whatWasReadBeforeACrashIsNotClaimedAfterIt(PostgresVersion version) throws SQLException {
    try (EmbeddedPostgres server = startForgetful(version)) {
      RelayByHand relay = install(server);
      execute(server, APPEND.formatted("lost"));
      Reading read = relay.read(RelayByHand.WIDE);
      assertThat(read.entries()).hasSize(1);
      String started = text(server, "SELECT pg_postmaster_start_time()");
      crashOfASession(server);

      assertThat(text(server, "SELECT pg_postmaster_start_time()")).isEqualTo(started);
      assertThat(text(server, "SELECT count(*) FROM twinbox.outbox")).isEqualTo("0");
      assertThatThrownBy(() -> relay.claim(read)).isInstanceOf(OwnershipLostException.class);
      relay.takeOver("node-1");
      execute(server, APPEND.formatted("reuses a lost id"));
      assertThat(relay.claimAndConfirmAll())
          .extracting(Entry::type)
          .isEqualTo(List.of("reuses a lost id"));
    }
  }

  /** The ids of lost transactions were given out again before the relay looked the next time. */
  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void aPositionInMemoryDoesNotOutliveTheServerItWasReadFrom(
      PostgresVersion version, @TempDir Path directory) throws SQLException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().version(version).fastUnsafe().start()) {
      RelayByHand relay = install(server);
      relay.mark();
      server.stop(StopMode.FAST);
      server.copyTo(directory.resolve("with the last row"));
      server.start();
      relay.takeOver("node-1");
      somethingElse(server, 40);
      relay.pass(relay.read(RelayByHand.WIDE));
      server.stop(StopMode.FAST);
      server.restoreFrom(directory.resolve("with the last row"));
      server.start();
      execute(server, APPEND.formatted("reuses a lost id"));
      somethingElse(server, 60);

      assertThatThrownBy(() -> relay.read(RelayByHand.WIDE))
          .isInstanceOf(OwnershipLostException.class);
      relay.takeOver("node-1");
      assertThat(relay.claimAndConfirmAll())
          .extracting(Entry::type)
          .isEqualTo(List.of("reuses a lost id"));
    }
  }

  /** A server that writes an asynchronous commit out ten seconds later: too late for a kill. */
  private static EmbeddedPostgres startForgetful(PostgresVersion version) {
    return EmbeddedPostgres.builder()
        .version(version)
        .set("synchronous_commit", "off")
        .set("wal_writer_delay", "10s")
        .set("autovacuum", "off")
        .start();
  }

  private static void somethingElse(EmbeddedPostgres server, int transactions) throws SQLException {
    for (int i = 0; i < transactions; i++) {
      execute(server, "SELECT pg_current_xact_id()");
    }
  }

  /** What the system does to a session that takes too much memory; the server starts all anew. */
  private static void crashOfASession(EmbeddedPostgres server) throws SQLException {
    try (Connection victim = DriverManager.getConnection(server.url());
        Statement statement = victim.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      ProcessHandle.of(row.getLong(1)).orElseThrow().destroyForcibly();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> text(server, "SELECT count(*) FROM twinbox.relay_run").equals("0"));
  }

  private static RelayByHand install(EmbeddedPostgres server) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(server.url());
    Schema.named(Schema.DEFAULT_NAME).install(database);
    OutboxStore store = JdbcOutboxStore.builder().dataSource(database).build();
    RelayByHand relay = new RelayByHand(store, RelayByHand.ORDERS);
    relay.takeOver("node-1");
    return relay;
  }

  private static String text(EmbeddedPostgres server, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
