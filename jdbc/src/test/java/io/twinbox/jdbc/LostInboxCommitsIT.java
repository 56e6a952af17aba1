package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Failure;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.MessageId;
import io.twinbox.spi.Release;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.Standing;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Kafka never delivers again what was committed there: a crash of the server must not undo it. */
class LostInboxCommitsIT {
  private static final String PAYMENTS = "payments";

  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void whatWasHandledSurvivesACrashWhateverTheSessionsDefault(PostgresVersion version)
      throws SQLException {
    try (EmbeddedPostgres server = startForgetful(version, "off")) {
      InboxStore store = install(server);
      handle(server, store, "INSERT INTO effect VALUES ('a')");
      crash(server);

      assertThat(number(server, "SELECT count(*) FROM effect")).isEqualTo(1);
      assertThat(number(server, "SELECT count(*) FROM twinbox.inbox")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void whatWasHandledSurvivesACrashWhateverTheHandlerSet(PostgresVersion version)
      throws SQLException {
    try (EmbeddedPostgres server = startForgetful(version, "on")) {
      InboxStore store = install(server);
      handle(
          server, store, "INSERT INTO effect VALUES ('a')", "SET LOCAL synchronous_commit = 'off'");
      crash(server);

      assertThat(number(server, "SELECT count(*) FROM effect")).isEqualTo(1);
    }
  }

  /** Such a transaction writes nothing into the ledger, so it has no guard. */
  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void whatWasRefusedAndStoredSurvivesACrash(PostgresVersion version) throws SQLException {
    try (EmbeddedPostgres server = startForgetful(version, "off")) {
      InboxStore store = install(server);
      storeOneThatIsTooOld(server, store);
      crash(server);

      assertThat(number(server, "SELECT count(*) FROM twinbox.inbox_record")).isEqualTo(1);
    }
  }

  /** A server that writes an asynchronous commit out ten seconds later: too late for a kill. */
  private static EmbeddedPostgres startForgetful(
      PostgresVersion version, String synchronousCommit) {
    return EmbeddedPostgres.builder()
        .version(version)
        .set("synchronous_commit", synchronousCommit)
        .set("wal_writer_delay", "10s")
        .set("autovacuum", "off")
        .start();
  }

  private static InboxStore install(EmbeddedPostgres server) throws SQLException {
    Schema.named(Schema.DEFAULT_NAME).install(database(server));
    InboxStore store = JdbcInboxStore.builder().dataSource(database(server)).build();
    store.register(PAYMENTS);
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE effect (text text)");
      statement.execute("CHECKPOINT"); // what comes before is not under test
    }
    return store;
  }

  private static PGSimpleDataSource database(EmbeddedPostgres server) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(server.url());
    return database;
  }

  private static void handle(EmbeddedPostgres server, InboxStore store, String... handler) {
    Arrival arrival = InboxByHand.arrival(1L, 0, "a");
    JdbcTransactions.of(database(server))
        .run(
            tx -> {
              Claimed claimed = store.claim(tx, PAYMENTS, List.of(arrival));
              assertThat(claimed.standings()).containsExactly(Standing.NEW);
              try (Statement statement = tx.createStatement()) {
                for (String sql : handler) {
                  statement.execute(sql);
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
              assertThat(store.release(tx, claimed.guard())).isEqualTo(Release.RELEASED);
              return claimed;
            });
  }

  private static void storeOneThatIsTooOld(EmbeddedPostgres server, InboxStore store) {
    Instant old = Instant.now().minus(Duration.ofDays(400));
    MessageId id = MessageId.of(InboxByHand.idOf(old));
    Arrival arrival = InboxByHand.arrival(id, old, 1L, 0, "old");
    Failure failure = new Failure(RecordFault.TOO_OLD, "too old", null);
    Fate dead = new Fate.Dead(0, failure, AfterDeath.SKIP);
    JdbcTransactions.of(database(server))
        .run(
            tx -> {
              Claimed claimed = store.claim(tx, PAYMENTS, List.of(arrival));
              assertThat(claimed.standings()).containsExactly(Standing.TOO_OLD);
              store.store(tx, PAYMENTS, List.of(new SetAside(arrival, dead)));
              return store.release(tx, claimed.guard());
            });
  }

  private static void crash(EmbeddedPostgres server) {
    server.kill();
    server.start();
  }

  private static long number(EmbeddedPostgres server, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
