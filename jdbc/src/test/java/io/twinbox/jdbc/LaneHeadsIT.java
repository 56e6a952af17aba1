package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.EntryState;
import io.twinbox.admin.Act;
import io.twinbox.spi.Lane;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What lines up behind a dead letter gets its turn when the dead letter goes, also when those who
 * park, discard and discard another one do not see each other.
 */
@OnEachPostgres
class LaneHeadsIT {
  private static final RelayId RELAY = new RelayId("orders", "kafka");
  private static final Act ANA = Act.by("ana");

  private final PostgresFixture postgres;
  @RegisterExtension final Threads threads = new Threads();
  private final ParkedEntries parked;
  private final JdbcOutboxAdmin admin;
  private List<Long> seqs;

  LaneHeadsIT(PostgresFixture postgres) {
    this.postgres = postgres;
    this.parked =
        new ParkedEntries(
            new Database(
                postgres.dataSource(), SchemaName.DEFAULT, JdbcOutboxStore.DEFAULT_TIMEOUT));
    this.admin = JdbcOutboxAdmin.of(postgres.dataSource());
  }

  @BeforeEach
  void threeEntries() throws SQLException {
    postgres.execute("DELETE FROM twinbox.parked");
    seqs =
        postgres
            .texts(
                """
                INSERT INTO twinbox.outbox (topic, key, type)
                SELECT 'orders', 'k', 'T' FROM generate_series(1, 3) RETURNING seq
                """)
            .stream()
            .map(Long::valueOf)
            .toList();
  }

  @Test
  void anEntryThatIsParkedWhileAnOperatorDiscardsWhatItWaitsForGetsItsTurn() throws Exception {
    settle(dead(seqs.get(0)));
    try (Connection relay = postgres.begin()) {
      parked.settle(relay, RELAY, new Settlement(List.of(linedUp(seqs.get(1))), List.of()));
      Future<Boolean> discarding = threads.submit(() -> discard(seqs.get(0)));
      await().until(() -> discarding.isDone() || waiting() == 1);
      relay.commit();
      assertThat(discarding.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(heads()).containsExactly(seqs.get(1));
  }

  @Test
  void anEntryThatIsParkedBeforeAnOperatorsDiscardIsCommittedGetsItsTurn() throws Exception {
    settle(dead(seqs.get(0)));
    try (Connection latch = beforeTheCommitOfOperators()) {
      Future<Boolean> discarding = threads.submit(() -> discard(seqs.get(0)));
      await().until(() -> waiting() == 1);
      Future<Boolean> parking = threads.submit(() -> settle(linedUp(seqs.get(1))));
      await().until(() -> parking.isDone() || waiting() == 2);
      latch.commit();
      assertThat(discarding.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(parking.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(heads()).containsExactly(seqs.get(1));
  }

  @Test
  void whatWaitsForTwoDeadLettersGetsItsTurnWhenTwoOperatorsDiscardThemAtOnce() throws Exception {
    bothAtOnce(() -> discard(seqs.get(0)), () -> discard(seqs.get(1)));
    bothAtOnce(() -> discard(seqs.get(1)), () -> discard(seqs.get(0)));
  }

  private void bothAtOnce(Callable<Boolean> one, Callable<Boolean> other) throws Exception {
    postgres.execute("DELETE FROM twinbox.parked");
    settle(dead(seqs.get(0)), dead(seqs.get(1)), linedUp(seqs.get(2)));
    assertThat(heads()).isEmpty();
    try (Connection latch = beforeTheCommitOfOperators()) {
      Future<Boolean> first = threads.submit(one);
      await().until(() -> waiting() == 1);
      Future<Boolean> second = threads.submit(other);
      await().until(() -> waiting() == 2);
      latch.commit();
      assertThat(first.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(second.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(heads()).containsExactly(seqs.get(2));
  }

  /** Each has changed one of two dead letters, and looks whether the other one is the head now. */
  @Test
  void twoOperatorsWhoDiscardTheDeadLettersOfALaneInAnyOrderDoNotDeadlock() throws Exception {
    settle(dead(seqs.get(0)), dead(seqs.get(1)), linedUp(seqs.get(2)));
    try (Connection latch = postgres.begin()) {
      latch
          .createStatement()
          .execute("SELECT FROM twinbox.parked WHERE seq = " + seqs.get(1) + " FOR UPDATE");
      Future<Boolean> second = threads.submit(() -> discard(seqs.get(1)));
      await().until(() -> waiting() == 1);
      Future<Boolean> first = threads.submit(() -> discard(seqs.get(0)));
      await().until(() -> waiting() == 2);
      latch.commit();
      assertThat(second.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(first.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(heads()).containsExactly(seqs.get(2));
  }

  @Test
  void aLaneThatStandsStillAllTheSameIsFoundByThePurge() throws SQLException {
    settle(linedUp(seqs.get(1)), linedUp(seqs.get(2)));
    settle(new Verdict(seqs.get(0), lane("j"), EntryState.DEAD, 1, null, "bad", "Bad", true));
    postgres.execute("UPDATE twinbox.parked SET next_attempt_at = NULL");

    JdbcOutboxStore.builder().dataSource(postgres.dataSource()).build().purge(RELAY);

    assertThat(heads()).containsExactly(seqs.get(1));
  }

  // Steps ----------------------------------------------------------------------------------------

  /** Operators wait before their last statement, the audit, until this transaction ends. */
  private Connection beforeTheCommitOfOperators() throws SQLException {
    Connection latch = postgres.begin();
    latch.createStatement().execute("LOCK TABLE twinbox.audit IN SHARE MODE");
    return latch;
  }

  private boolean discard(long seq) {
    return admin.discard(RELAY.name(), seq, ANA);
  }

  private boolean settle(Verdict... verdicts) throws SQLException {
    try (Connection relay = postgres.begin()) {
      parked.settle(relay, RELAY, new Settlement(List.of(verdicts), List.of()));
      relay.commit();
      return true;
    }
  }

  private static Verdict dead(long seq) {
    return new Verdict(seq, lane("k"), EntryState.DEAD, 1, null, "too large", "TooLarge", true);
  }

  private static Verdict linedUp(long seq) {
    return new Verdict(seq, lane("k"), EntryState.PARKED, 0, null, null, null, false);
  }

  private static Lane lane(String key) {
    return new Lane("orders", key);
  }

  /** Sessions of this database that wait for a lock. */
  private long waiting() throws SQLException {
    return postgres.number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
        """);
  }

  /** The entries that will be tried. */
  private List<Long> heads() throws SQLException {
    return postgres
        .texts(
            """
            SELECT seq FROM twinbox.parked
            WHERE state = 'PARKED' AND next_attempt_at IS NOT NULL ORDER BY seq
            """)
        .stream()
        .map(Long::valueOf)
        .toList();
  }
}
