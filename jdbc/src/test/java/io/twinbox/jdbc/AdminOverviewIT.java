package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.BlockedLane;
import io.twinbox.admin.ConsumerOverview;
import io.twinbox.admin.DatabaseHealth;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.FailureGroup;
import io.twinbox.admin.HealthCode;
import io.twinbox.admin.HealthSentence;
import io.twinbox.admin.Pause;
import io.twinbox.admin.RelayOverview;
import io.twinbox.admin.Shown;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import io.twinbox.spi.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the first pages tell. */
@OnEachPostgres
class AdminOverviewIT {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final PostgresFixture postgres;
  private final AdminBed bed;

  AdminOverviewIT(PostgresFixture postgres) {
    this.postgres = postgres;
    this.bed = new AdminBed(postgres);
  }

  @Test
  void theSentenceOfARelayNamesWhatIsMostPressing() throws SQLException {
    bed.append(10);
    bed.publishAll();
    assertThat(sentence().code()).isEqualTo(HealthCode.WELL);

    bed.kill("e.seq = 1", "too large");
    assertThat(sentence().code()).isEqualTo(HealthCode.DEAD_LETTERS);
    assertThat(sentence().count()).isEqualTo(1);

    bed.admin.actions().pauseTopic("orders", "t", AdminBed.ANA);
    assertThat(sentence().text()).isEqualTo("Topic t is paused by ana.");

    bed.kill("e.seq = 2", "topic t is missing");
    bed.execute(
        "UPDATE twinbox.parked SET state = 'PARKED', next_attempt_at = now() WHERE seq = 2");
    assertThat(sentence().code()).isEqualTo(HealthCode.LANES_BLOCKED);
    assertThat(sentence().text()).contains("topic t is missing");
    assertThat(sentence().since()).isNotNull();

    bed.admin.outbox().pause("orders", AdminBed.ANA);
    assertThat(sentence())
        .satisfies(it -> assertThat(it.code()).isEqualTo(HealthCode.PAUSED))
        .satisfies(it -> assertThat(it.text()).isEqualTo("Paused by ana."))
        .satisfies(it -> assertThat(it.cause()).isEqualTo("mended"));

    Lease lease = bed.store.seize(RelayByHand.ORDERS, "node-2", TTL);
    bed.store.renew(RelayByHand.ORDERS, lease, TTL, new Heartbeat("broker unreachable", 3));
    assertThat(sentence().code()).isEqualTo(HealthCode.DESTINATION_DOWN);
    assertThat(sentence().cause()).isEqualTo("broker unreachable");

    bed.store.release(RelayByHand.ORDERS, lease);
    assertThat(sentence().code()).isEqualTo(HealthCode.NO_OWNER);
  }

  private HealthSentence sentence() {
    return relay().health();
  }

  private RelayOverview relay() {
    return bed.admin.queries().overview().relays().get(0);
  }

  @Test
  void theBacklogIsWhatTheConfirmedPositionDoesNotCover() throws SQLException {
    bed.append(10);
    bed.publishAll();
    assertThat(relay().report().backlog()).isZero();
    assertThat(relay().claimedLastMinute()).isEqualTo(10);
    assertThat(bed.admin.queries().overview().appended()).isEqualTo(10);
    try (Connection straggler = postgres.begin()) {
      straggler
          .createStatement()
          .execute("INSERT INTO " + bed.schema + ".outbox (topic, type) VALUES ('t', 'T')");
      bed.append(5);
      bed.publishAll();
      bed.publishAll();
      bed.append(2);
      assertThat(relay().report().backlog()).isEqualTo(2);
      straggler.commit();
    }
    assertThat(relay().report().backlog()).as("the straggler too").isEqualTo(3);
    assertThat(relay().report().oldestAge()).isPositive();
    assertThat(bed.admin.queries().history("orders", Duration.ofMinutes(30), 60))
        .hasSize(60)
        .satisfies(
            points ->
                assertThat(points.stream().mapToLong(point -> point.claimed()).sum())
                    .isEqualTo(15));
  }

  @Test
  void aConsumerIsToldOfByItsNodesAndByWhatIsStored() throws SQLException {
    JdbcInboxStore inbox =
        JdbcInboxStore.builder().dataSource(postgres.dataSource()).schema(bed.schema).build();
    inbox.register("payments");
    assertThat(consumer().health().code()).isEqualTo(HealthCode.NO_NODE);

    assertThat(inbox.report("payments", heartbeat("RUNNING", null))).isEqualTo(InboxOrder.WORK);
    assertThat(consumer().health().code()).isEqualTo(HealthCode.WELL);
    assertThat(consumer().nodes())
        .singleElement()
        .satisfies(node -> assertThat(node.duplicates()).isEqualTo(4));

    assertThat(bed.admin.actions().pauseConsumer("payments", AdminBed.ANA)).isTrue();
    assertThat(bed.admin.actions().pauseConsumer("payments", AdminBed.ANA)).isFalse();
    assertThat(inbox.report("payments", heartbeat("PAUSED", null))).isEqualTo(InboxOrder.PAUSE);
    assertThat(consumer().pause()).isEqualTo(Pause.PAUSED);
    assertThat(consumer().health().text()).isEqualTo("Paused by ana.");

    inbox.report("payments", heartbeat("SOURCE_DOWN", "no broker"));
    assertThat(consumer().health().code()).isEqualTo(HealthCode.CONSUMER_DOWN);
    assertThat(consumer().health().cause()).isEqualTo("no broker");
    assertThat(bed.admin.actions().resumeConsumer("payments", AdminBed.ANA)).isTrue();
    assertThatThrownBy(() -> bed.admin.actions().pauseConsumer("paymnets", AdminBed.ANA))
        .hasMessageContaining("paymnets");
  }

  private static InboxHeartbeat heartbeat(String state, String error) {
    return new InboxHeartbeat("node-1", state, error, 3, 10, 6, 4, 1, 0);
  }

  private ConsumerOverview consumer() {
    return bed.admin.queries().overview().consumers().get(0);
  }

  @Test
  void failuresThatSayTheSameAreOneGroup() throws SQLException {
    bed.append(30);
    bed.publishAll();
    bed.kill("e.seq <= 10", "partition 1 has no leader");
    bed.kill("e.seq > 10 AND e.seq <= 15", "partition 27 has no leader");
    bed.kill("e.seq = 20", "too large");
    List<FailureGroup> groups = bed.admin.queries().failures();
    assertThat(groups).extracting(FailureGroup::count).containsExactly(15L, 1L);
    assertThat(groups.get(0).message()).isEqualTo("partition # has no leader");
    assertThat(groups.get(0).topic()).isEqualTo("t");
  }

  @Test
  void blockedLanesTellWhoBlocksAndHowManyWait() throws SQLException {
    bed.append(30);
    bed.publishAll();
    bed.kill("e.key IN ('k1', 'k2', 'k3')", "topic missing");
    bed.execute(
        "UPDATE twinbox.parked SET state = 'PARKED', ended_at = NULL",
        "UPDATE twinbox.parked SET next_attempt_at = now() WHERE seq <= 10");
    List<BlockedLane> lanes = bed.admin.queries().blockedLanes("orders", null, 2);
    assertThat(lanes).extracting(BlockedLane::key).containsExactly("k1", "k2");
    assertThat(lanes.get(0).head()).isEqualTo(1);
    assertThat(lanes.get(0).waiting().value()).isEqualTo(2);
    assertThat(bed.admin.queries().blockedLanes("orders", lanes.get(1).lane(), 2))
        .extracting(BlockedLane::key)
        .containsExactly("k3");
  }

  @Test
  void theDatabaseTellsWhoHoldsItUp() throws SQLException {
    bed.append("t", 5, 0);
    try (Connection holder = postgres.begin()) {
      holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      holder.createStatement().execute("SELECT 4711");
      DatabaseHealth health = bed.admin.queries().databaseHealth(Shown.SHOWN);
      assertThat(health.oldest())
          .anySatisfy(it -> assertThat(it.query()).isEqualTo("SELECT 4711"))
          .allSatisfy(it -> assertThat(it.age().isNegative()).isFalse());
      assertThat(health.slots()).hasSize(8);
      assertThat(health.slots().get(0).entries().value()).isEqualTo(5);
      assertThat(health.positions()).hasSize(1);
      assertThat(health.connections().used()).isPositive();
      assertThat(bed.admin.queries().databaseHealth(Shown.HIDDEN).oldest())
          .allSatisfy(it -> assertThat(it.query()).isNull());
    }
    int next = bed.admin.queries().databaseHealth(Shown.HIDDEN).nextPurge().slot();
    bed.execute(
        "UPDATE twinbox.outbox SET slot = " + next + ", occurred_at = now() - interval '9 d'");
    assertThat(bed.admin.queries().databaseHealth(Shown.HIDDEN).nextPurge().pinnedBy())
        .contains("relay orders has not settled entry");
    bed.execute("UPDATE twinbox.outbox SET channel = 'nobody'");
    assertThat(bed.admin.queries().databaseHealth(Shown.HIDDEN).nextPurge().pinnedBy())
        .contains("no relay serves channel nobody");
  }

  /** Everything but contents, and nothing else. */
  @Test
  void theViewersRoleSeesAllOfItWithoutContents() throws SQLException {
    RoleNames roles = RoleNames.withPrefix("a" + PostgresFixture.number());
    postgres.execute(Schema.named(bed.schema).printRoles(roles));
    String login = "login" + PostgresFixture.number();
    postgres.execute("CREATE ROLE " + login + " LOGIN IN ROLE " + roles.viewer());
    JdbcAdmin viewer = JdbcAdmin.of((PGSimpleDataSource) postgres.dataSourceOf(login), bed.schema);
    bed.append(20);
    bed.publishAll();
    bed.kill("e.seq = 1", "too large");

    assertThat(viewer.queries().overview().relays()).hasSize(1);
    assertThat(viewer.queries().entries(EntrySearch.ALL.withKey("k1"), 0, 50).items()).hasSize(2);
    assertThat(viewer.queries().entries(EntrySearch.ALL.withError("large"), 0, 9).items())
        .hasSize(1);
    assertThat(viewer.queries().counts("orders")).hasSize(4);
    assertThat(viewer.queries().entry(1, null, Shown.HIDDEN)).isPresent();
    assertThat(viewer.queries().entry(3, null, Shown.HIDDEN)).isPresent();
    assertThat(viewer.queries().failures()).hasSize(1);
    assertThat(viewer.queries().blockedLanes("orders", null, 10)).isEmpty();
    assertThat(viewer.queries().databaseHealth(Shown.HIDDEN).slots()).hasSize(8);
    assertThat(viewer.queries().nodes().relays()).hasSize(1);
    assertThat(viewer.queries().audit(AuditSearch.ALL, 0, 10)).isEmpty();
    assertThat(viewer.queries().history("orders", Duration.ofMinutes(5), 5)).hasSize(5);
    assertThat(viewer.jobs().latest(10)).isEmpty();
    for (long seq : List.of(1L, 3L)) {
      assertThatThrownBy(() -> viewer.queries().entry(seq, null, Shown.SHOWN))
          .hasMessageContaining("42501");
    }
    EntrySearch byHeader = EntrySearch.ALL.withHeader("n", "1");
    assertThatThrownBy(() -> viewer.queries().entries(byHeader, 0, 5))
        .hasMessageContaining("42501");
    assertThatThrownBy(() -> viewer.outbox().pause("orders", AdminBed.ANA))
        .hasMessageContaining("42501");
  }
}
