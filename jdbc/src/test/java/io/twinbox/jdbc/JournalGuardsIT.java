package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.Entry;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.Takeover;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write the journal's next row, and in which database. */
@OnEachPostgres
class JournalGuardsIT {
  private final PostgresFixture postgres;
  private String schema;
  private RelayByHand relay;

  JournalGuardsIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void takeOver() {
    schema = postgres.newSchema();
    OutboxStore store =
        JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    relay = new RelayByHand(store, RelayByHand.ORDERS);
    relay.takeOver("node-1");
  }

  @Test
  void anOwnerWhoseLastRowIsGoneMustTakeOverAgain() throws SQLException {
    relay.mark();
    relay.mark();
    execute("DELETE FROM %s.relay_journal WHERE no = 3");

    assertThatThrownBy(relay::mark).isInstanceOf(OwnershipLostException.class);

    assertThat(relay.takeOver("node-1").head().no()).isEqualTo(3);
    relay.mark();
  }

  @Test
  void anotherRowUnderTheSameNumberIsNotTheOwners() throws SQLException {
    relay.mark();
    execute("UPDATE %s.relay_journal SET token = gen_random_uuid() WHERE no = 2");

    assertThatThrownBy(relay::mark).isInstanceOf(OwnershipLostException.class);

    relay.takeOver("node-1");
    relay.mark();
  }

  /** The former owner was frozen after its insert and before its commit: its row counts. */
  @Test
  void aTakeoverWaitsForTheRowInFlightAndGoesOnBehindIt() throws Exception {
    execute("INSERT INTO %s.outbox (topic, type) VALUES ('t', 'T')");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection frozen = postgres.begin()) {
      frozen
          .createStatement()
          .execute(
              """
              INSERT INTO %1$s.relay_journal
                (relay, no, epoch, kind, token, from_snapshot, to_snapshot, from_low, to_low, lo, hi,
                 high, confirmed, entries, install_id, system_identifier, timeline)
              SELECT relay, no + 1, epoch, 'claim', gen_random_uuid(), to_snapshot,
                     pg_current_snapshot(), to_low, high, -1, 1, 1, confirmed, 1, install_id,
                     system_identifier, timeline
              FROM %1$s.relay_journal WHERE no = 1
              """
                  .formatted(schema));
      Future<Takeover> next = thread.submit(() -> relay.takeOver("node-2"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
      frozen.commit();
      Takeover takeover = next.get(60, TimeUnit.SECONDS);
      assertThat(takeover.head().no()).isEqualTo(3);
      assertThat(takeover.unconfirmed()).extracting(batch -> batch.no()).containsExactly(2L);
    } finally {
      thread.shutdownNow();
    }
    assertThat(relay.read(RelayByHand.WIDE).entries()).isEmpty();
  }

  @Test
  void aJournalOfAnotherDatabaseHaltsTheRelay() throws SQLException {
    execute("UPDATE %s.relay_journal SET system_identifier = system_identifier + 1");
    halts("written in another database");
  }

  /** pg_upgrade makes a new identifier and keeps transaction ids and sequences. */
  @Test
  void afterAnUpgradeOfTheServerTheGuidesStatementLetsTheRelayGoOnAndNothingIsLost()
      throws Exception {
    execute("INSERT INTO %s.outbox (topic, type) VALUES ('t', 'before')");
    assertThat(relay.claimAndConfirmAll()).hasSize(1);
    execute("INSERT INTO %s.outbox (topic, type) VALUES ('t', 'after the relays were stopped')");
    execute("UPDATE %s.relay_journal SET system_identifier = system_identifier + 1, timeline = 7");
    halts("written in another database");

    postgres.execute(GuidePage.namedOf("operations.md", schema).take("after pg_upgrade"));

    relay.takeOver("node-2");
    assertThat(relay.claimAndConfirmAll())
        .extracting(Entry::type)
        .containsExactly("after the relays were stopped");
  }

  @Test
  void aJournalOfAnotherInstallationHaltsTheRelay() throws SQLException {
    execute("UPDATE %s.relay_journal SET install_id = gen_random_uuid()");
    halts("written in another database");
  }

  @Test
  void aJournalWithTransactionsOfTheFutureHaltsTheRelay() throws SQLException {
    execute("UPDATE %s.relay_journal SET to_snapshot = '4000000000:4000000000:'");
    halts("went back in time");
  }

  @Test
  void aJournalWithEntriesOfTheFutureHaltsTheRelay() throws SQLException {
    execute("UPDATE %s.relay_journal SET high = 1000, hi = 1000");
    halts("went back in time");
  }

  private void halts(String why) {
    assertThatThrownBy(() -> relay.takeOver("node-2"))
        .isInstanceOf(StorageRollbackException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("docs/operations.md");
  }

  private void execute(String sql) throws SQLException {
    postgres.execute(sql.formatted(schema));
  }

  private long number(String query) throws SQLException {
    return postgres.number(query);
  }
}
