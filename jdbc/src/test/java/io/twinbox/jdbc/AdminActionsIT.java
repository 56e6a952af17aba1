package io.twinbox.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.EntryState;
import io.twinbox.InvalidMessageException;
import io.twinbox.Message;
import io.twinbox.admin.Act;
import io.twinbox.admin.AuditEntry;
import io.twinbox.admin.AuditSearch;
import io.twinbox.admin.Count;
import io.twinbox.admin.Edit;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest.DiscardAll;
import io.twinbox.admin.JobRequest.Replay;
import io.twinbox.admin.JobRequest.RetryAll;
import io.twinbox.admin.KeyReusedException;
import io.twinbox.admin.Shown;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Renewal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What operators do. */
@OnEachPostgres
class AdminActionsIT {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final PostgresFixture postgres;
  private final AdminBed bed;

  AdminActionsIT(PostgresFixture postgres) {
    this.postgres = postgres;
    this.bed = new AdminBed(postgres);
  }

  @Test
  void anActUnderAKeyIsDoneOnce() {
    Act pause = AdminBed.ANA.withKey("p-1");
    assertThat(bed.admin.outbox().pause("orders", pause)).isTrue();
    assertThat(bed.admin.outbox().resume("orders", AdminBed.ANA)).isTrue();
    assertThat(bed.admin.outbox().pause("orders", pause)).as("as it was answered").isTrue();
    assertThat(bed.admin.queries().nodes().relays().get(0).pause().name()).isEqualTo("NONE");
    assertThatThrownBy(() -> bed.admin.outbox().resume("orders", pause))
        .isInstanceOf(KeyReusedException.class);
    Message test = Message.builder().topic("t").type("Test").text("{}").build();
    long seq = bed.admin.actions().publish(test, AdminBed.ANA.withKey("m-1"));
    assertThat(bed.admin.actions().publish(test, AdminBed.ANA.withKey("m-1"))).isEqualTo(seq);
    assertThat(bed.allPages(EntrySearch.ALL, 10)).containsExactly(seq);
    assertThat(bed.admin.queries().audit(AuditSearch.ALL, 0, 10))
        .extracting(AuditEntry::action)
        .containsExactly("publish", "resume", "pause");
  }

  @Test
  void theOwnerIsToldToHandOverOnce() {
    Lease lease = bed.store.seize(RelayByHand.ORDERS, "node-1", TTL);
    assertThat(bed.admin.actions().handOver("orders", AdminBed.ANA)).isTrue();
    assertThat(bed.admin.actions().handOver("orders", AdminBed.ANA)).isFalse();
    assertThat(bed.store.renew(RelayByHand.ORDERS, lease, TTL, Heartbeat.HEALTHY))
        .isEqualTo(Renewal.HANDOVER);
    Lease next = bed.store.seize(RelayByHand.ORDERS, "node-2", TTL);
    assertThat(bed.store.renew(RelayByHand.ORDERS, next, TTL, Heartbeat.HEALTHY))
        .isEqualTo(Renewal.HELD);
  }

  @Test
  void aPausedTopicIsToldToTheRelayAndWhatLinedUpIsDueWhenItIsResumed() throws SQLException {
    assertThat(bed.admin.actions().pauseTopic("orders", "t", AdminBed.ANA)).isTrue();
    assertThat(bed.admin.actions().pauseTopic("orders", "t", AdminBed.ANA)).isFalse();
    assertThat(bed.store.pausedTopics(RelayByHand.ORDERS)).containsExactly("t");
    bed.append(20);
    bed.publishAll();
    bed.kill("true", "topic t is paused by an operator");
    bed.execute(
        """
        UPDATE twinbox.parked SET state = 'PARKED', ended_at = NULL, attempts = 0,
          error_class = 'TopicPaused',
          next_attempt_at = CASE WHEN seq <= 10 THEN now() + interval '1 day' END
        """);
    assertThat(due()).isEmpty();

    assertThat(bed.admin.actions().resumeTopic("orders", "t", AdminBed.ANA)).isTrue();
    assertThat(bed.admin.actions().resumeTopic("orders", "t", AdminBed.ANA)).isFalse();
    assertThat(due()).hasSize(20);
    bed.execute(
        "UPDATE twinbox.parked SET next_attempt_at = now() + interval '1 day' WHERE seq = 3");
    bed.store.purge(RelayByHand.ORDERS);
    assertThat(due()).as("what was set aside at that moment").hasSize(20);
    assertThatThrownBy(() -> bed.admin.actions().pauseTopic("orders", "a/b", AdminBed.ANA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<Long> due() {
    return bed
        .store
        .readDue(RelayByHand.ORDERS, bed.relay.head(), List.of(), RelayByHand.WIDE)
        .stream()
        .map(ParkedEntry::entry)
        .map(entry -> entry.seq())
        .toList();
  }

  @Test
  void anEditedDeadLetterGoesBackToItsPlaceAndWhatItWasIsKept() throws SQLException {
    bed.append(20);
    bed.publishAll();
    bed.kill("e.key = 'k1'", "too large");
    Edit edit = new Edit("T2", "text/plain", "small".getBytes(UTF_8), Map.of("by", "ana"));
    assertThat(bed.admin.actions().editAndRetry("orders", 1, edit, AdminBed.ANA)).isTrue();
    assertThat(bed.admin.actions().editAndRetry("orders", 1, edit, AdminBed.ANA)).isFalse();
    assertThat(bed.admin.actions().editAndRetry("orders", 2, edit, AdminBed.ANA)).isFalse();
    assertThat(due()).containsExactly(1L);
    EntryDetail edited = bed.admin.queries().entry(1, "orders", Shown.SHOWN).orElseThrow();
    assertThat(edited.payload()).asString().isEqualTo("small");
    assertThat(edited.headers()).isEqualTo(Map.of("by", "ana"));
    assertThat(edited.edits())
        .singleElement()
        .satisfies(it -> assertThat(it.typeBefore()).isEqualTo("T"));
    assertThat(bed.texts("SELECT convert_from(payload, 'UTF8') FROM twinbox.parked_edit"))
        .containsExactly("p1");
    assertThat(bed.texts("SELECT type FROM twinbox.outbox WHERE seq = 1")).containsExactly("T");
    Edit bad = new Edit("T", "text/plain", null, Map.of("ce_id", "x"));
    assertThatThrownBy(() -> bed.admin.actions().editAndRetry("orders", 11, bad, AdminBed.ANA))
        .isInstanceOf(InvalidMessageException.class);
  }

  /** Somebody is at one lane: it is passed over and come back to, and nothing is lost. */
  @Test
  void aRetryOfAllKeepsTheOrderOfLanesAndComesBackToThoseThatWereBusy() throws SQLException {
    bed.append(3_000);
    bed.publishAll();
    bed.kill("true", "topic missing");
    RetryAll all = new RetryAll("orders", EntrySearch.ALL.withError("missing"));
    assertThat(bed.admin.jobs().dryRun(all)).isEqualTo(Count.exact(3_000));
    Job job = bed.admin.jobs().start(all, AdminBed.ANA.withKey("j-1"));
    assertThat(bed.admin.jobs().start(all, AdminBed.ANA.withKey("j-1")).id()).isEqualTo(job.id());
    try (Connection busy = postgres.begin()) {
      busy.createStatement()
          .execute("SELECT 1 FROM " + bed.schema + ".parked WHERE seq = 7 FOR UPDATE");
      Job first = bed.admin.jobs().advance(job.id());
      assertThat(first.done()).isEqualTo(999);
      assertThat(first.looked()).isBetween(0.3, 0.4);
    }
    Job ended = bed.admin.jobs().run(job.id());
    assertThat(ended.state()).isEqualTo(Job.State.DONE);
    assertThat(ended.done()).isEqualTo(3_000);
    assertThat(due()).hasSize(3_000);
    Map<String, Long> last = new HashMap<>();
    for (ParkedEntry entry :
        bed.store.readDue(RelayByHand.ORDERS, bed.relay.head(), List.of(), RelayByHand.WIDE)) {
      Long before = last.put(entry.entry().key(), entry.entry().seq());
      assertThat(before == null ? 0 : before).isLessThan(entry.entry().seq());
    }
    assertThat(
            bed.admin.queries().audit(new AuditSearch(null, "retry", "orders", null, null), 0, 50))
        .as("the start and each part")
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(row -> assertThat(row.actor()).isEqualTo("ana"));
  }

  @Test
  void aDiscardOfAllTakesOnlyWhatFitsAndCanBeCancelled() throws SQLException {
    bed.append(2_000);
    bed.publishAll();
    bed.kill("e.key <> 'k1'", "a");
    bed.kill("e.key = 'k1'", "b");
    Job job =
        bed.admin
            .jobs()
            .start(new DiscardAll("orders", EntrySearch.ALL.withError("a")), AdminBed.ANA);
    bed.admin.jobs().advance(job.id());
    assertThat(bed.admin.jobs().cancel(job.id(), AdminBed.ANA)).isTrue();
    assertThat(bed.admin.jobs().cancel(job.id(), AdminBed.ANA)).isFalse();
    Job cancelled = bed.admin.jobs().run(job.id());
    assertThat(cancelled.state()).isEqualTo(Job.State.CANCELLED);
    assertThat(cancelled.done()).isEqualTo(1_000);
    assertThat(bed.admin.queries().counts("orders"))
        .containsEntry(EntryState.DEAD, Count.exact(1_000));
    assertThat(bed.admin.actions().discard("orders", List.of(2L, 11L, 999_999L), AdminBed.ANA))
        .isEqualTo(1);
  }

  /** Two at the same job, and one that dies in between: each entry once. */
  @Test
  void aReplayAppendsEachPublishedEntryOnceWhoeverDies() throws SQLException {
    bed.append(12_000);
    bed.publishAll();
    bed.kill("e.seq = 12", "too large");
    bed.append("pending", 100, 0);
    EntrySearch range = EntrySearch.ALL.withTopic("t");
    Replay replay = new Replay("orders", range, "t-again", Replay.Ids.NEW);
    assertThat(bed.admin.jobs().dryRun(replay)).isEqualTo(Count.exact(11_999));
    Job job = bed.admin.jobs().start(replay, AdminBed.ANA);
    dieIn(job);
    List<CompletableFuture<Job>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(CompletableFuture.supplyAsync(() -> bed.admin.jobs().run(job.id())));
    }
    both.forEach(CompletableFuture::join);

    Job ended = bed.admin.jobs().find(job.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(Job.State.DONE);
    assertThat(ended.looked()).isEqualTo(1);
    assertThat(ended.done()).isEqualTo(11_999);
    assertThat(bed.number("SELECT count(*) FROM twinbox.outbox WHERE topic = 't-again'"))
        .isEqualTo(11_999);
    assertThat(
            bed.number(
                """
                SELECT count(DISTINCT headers ->> 'twinbox-replay-of') FROM twinbox.outbox
                WHERE headers ->> 'twinbox-replay-id' = '%s'
                """
                    .formatted(job.id())))
        .isEqualTo(11_999);
    assertThat(
            bed.number(
                """
                SELECT count(*) FROM (
                  SELECT (headers ->> 'twinbox-replay-of')::bigint
                         < lag((headers ->> 'twinbox-replay-of')::bigint) OVER (ORDER BY seq) AS back
                  FROM twinbox.outbox WHERE topic = 't-again') x
                WHERE back
                """))
        .as("in their order")
        .isZero();
  }

  /** A part is under way, and its session is ended from outside. */
  private void dieIn(Job job) throws SQLException {
    try (Connection slow = postgres.begin()) {
      // The part waits for this lock in the middle of its transaction, after its entries.
      slow.createStatement()
          .execute("LOCK TABLE " + bed.schema + ".audit IN ACCESS EXCLUSIVE MODE");
      PGSimpleDataSource named = (PGSimpleDataSource) postgres.dataSource();
      named.setApplicationName("victim");
      JdbcAdmin victim = JdbcAdmin.of(named, bed.schema);
      CompletableFuture<Job> part =
          CompletableFuture.supplyAsync(() -> victim.jobs().advance(job.id()));
      String waiting =
          "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim'"
              + " AND wait_event_type = 'Lock'";
      await().until(() -> postgres.number(waiting) == 1);
      postgres.texts(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'victim'");
      assertThatThrownBy(part::join).hasMessageContaining("advancing job");
    }
    assertThat(bed.admin.jobs().find(job.id()).orElseThrow().done()).isZero();
  }

  /** The operator's role does all of this, and cannot publish, purge or rewrite. */
  @Test
  void theOperatorsRoleIsEnough() throws SQLException {
    RoleNames roles = RoleNames.withPrefix("o" + PostgresFixture.number());
    postgres.execute(Schema.named(bed.schema).printRoles(roles));
    String login = "login" + PostgresFixture.number();
    postgres.execute("CREATE ROLE " + login + " LOGIN IN ROLE " + roles.operator());
    JdbcAdmin admin = JdbcAdmin.of(postgres.dataSourceOf(login), bed.schema);
    bed.append(30);
    bed.publishAll();
    bed.kill("e.key IN ('k1', 'k2', 'k3')", "too large");
    JdbcInboxStore.builder()
        .dataSource(postgres.dataSource())
        .schema(bed.schema)
        .build()
        .register("payments");

    assertThat(admin.outbox().pause("orders", AdminBed.ANA.withKey("1"))).isTrue();
    assertThat(admin.outbox().resume("orders", AdminBed.ANA)).isTrue();
    assertThat(admin.actions().handOver("orders", AdminBed.ANA)).isTrue();
    assertThat(admin.actions().pauseTopic("orders", "t", AdminBed.ANA)).isTrue();
    assertThat(admin.actions().resumeTopic("orders", "t", AdminBed.ANA)).isTrue();
    assertThat(admin.actions().pauseConsumer("payments", AdminBed.ANA)).isTrue();
    assertThat(admin.outbox().retry("orders", 1, AdminBed.ANA)).isTrue();
    assertThat(admin.actions().retry("orders", List.of(11L), AdminBed.ANA)).isEqualTo(1);
    Edit edit = new Edit("T2", "text/plain", null, Map.of());
    assertThat(admin.actions().editAndRetry("orders", 2, edit, AdminBed.ANA)).isTrue();
    DiscardAll rest = new DiscardAll("orders", EntrySearch.ALL);
    assertThat(admin.jobs().run(admin.jobs().start(rest, AdminBed.ANA).id()).done()).isEqualTo(6);
    Replay replay = new Replay("orders", EntrySearch.ALL, null, Replay.Ids.KEPT);
    assertThat(admin.jobs().run(admin.jobs().start(replay, AdminBed.ANA).id()).done())
        .isEqualTo(21);
    Message test = Message.builder().topic("t").type("Test").text("{}").build();
    assertThat(admin.actions().publish(test, AdminBed.ANA)).isPositive();
    assertThat(admin.queries().entry(3, null, Shown.SHOWN)).isPresent();
    assertThat(admin.queries().failures()).noneMatch(group -> group.state().equals("DEAD"));
  }
}
