package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest.Replay;
import io.twinbox.admin.JobRequest.RetryAll;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Jobs as large as a bad night makes them. */
@OnEachPostgres
@Tag("soak")
class AdminBulkIT {
  private final PostgresFixture postgres;
  private final AdminBed bed;

  AdminBulkIT(PostgresFixture postgres) {
    this.postgres = postgres;
    this.bed = new AdminBed(postgres);
  }

  @Test
  void aHundredThousandDeadLettersAreRetriedAndTheirLanesKeepTheirOrder() throws SQLException {
    bed.append(100_000);
    bed.publishAll();
    bed.kill("true", "topic missing");
    Job job = bed.admin.jobs().start(new RetryAll("orders", EntrySearch.ALL), AdminBed.ANA);
    Job ended = bed.admin.jobs().run(job.id());
    assertThat(ended.state()).isEqualTo(Job.State.DONE);
    assertThat(ended.done()).isEqualTo(100_000);
    assertThat(ended.passed()).isZero();
    assertThat(bed.number("SELECT count(*) FROM twinbox.parked WHERE state = 'PARKED'"))
        .isEqualTo(100_000);
    // The head of each lane is due: whatever else has a time of its own waits behind it.
    assertThat(
            bed.number(
                """
                SELECT count(*) FROM (
                  SELECT DISTINCT ON (lane) next_attempt_at FROM twinbox.parked
                  WHERE state = 'PARKED' ORDER BY lane, seq) head
                WHERE next_attempt_at IS NULL
                """))
        .isZero();
    assertThat(bed.number("SELECT sum((details ->> 'entries')::int) FROM twinbox.audit"))
        .isEqualTo(100_000);
  }

  @Test
  void aReplayOfAMillionEntriesIsDoneOnceAlthoughItsProcessDiesTwice() throws SQLException {
    int entries = 1_000_000;
    bed.append(entries);
    bed.publishAll();
    Replay replay = new Replay("orders", EntrySearch.ALL, "again", Replay.Ids.NEW);
    Job job = bed.admin.jobs().start(replay, AdminBed.ANA);
    for (int death = 1; death <= 2; death++) {
      dieAfter(job, death * 200_000L);
    }
    Job ended = bed.admin.jobs().run(job.id());
    assertThat(ended.state()).isEqualTo(Job.State.DONE);
    assertThat(ended.done()).isEqualTo(entries);
    assertThat(bed.number("SELECT count(*) FROM twinbox.outbox WHERE topic = 'again'"))
        .isEqualTo(entries);
    assertThat(
            bed.number(
                """
                SELECT count(DISTINCT headers ->> 'twinbox-replay-of') FROM twinbox.outbox
                WHERE headers ->> 'twinbox-replay-id' = '%s'
                """
                    .formatted(job.id())))
        .isEqualTo(entries);
    assertThat(bed.number("SELECT sum((details ->> 'entries')::int) FROM twinbox.audit"))
        .as("each part is in the audit")
        .isEqualTo(entries);
  }

  /** Somebody works at the job, and is killed when it has come so far. */
  private void dieAfter(Job job, long done) throws SQLException {
    String name = "victim-" + done;
    PGSimpleDataSource named = (PGSimpleDataSource) postgres.dataSource();
    named.setApplicationName(name);
    JdbcAdmin victim = JdbcAdmin.of(named, bed.schema);
    CompletableFuture<Job> run = CompletableFuture.supplyAsync(() -> victim.jobs().run(job.id()));
    await().until(() -> bed.admin.jobs().find(job.id()).orElseThrow().done() >= done);
    while (!run.isDone()) {
      postgres.texts(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
              + name
              + "'");
    }
    assertThat(run).isCompletedExceptionally();
  }
}
