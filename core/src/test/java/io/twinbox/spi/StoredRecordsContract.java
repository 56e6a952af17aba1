package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.RecordState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stored records: taken in order, one by one or together, by one transaction at a time. */
interface StoredRecordsContract extends InboxContract {

  @Test
  default void aStoredRecordComesBackAsItWas() {
    Arrival a = arrival(7L, 3, "a");
    storeAs(parked(Duration.ZERO), a);

    StoredRecord stored = store().claimDue(PAYMENTS, LEASE, MANY).get(0);

    InboxRecord record = stored.record();
    assertThat(record)
        .usingRecursiveComparison()
        .ignoringFields("timestamp", "occurredAt")
        .isEqualTo(a.record());
    assertThat(record.timestamp()).isBetween(around(a, -1), around(a, 1));
    assertThat(stored.lane()).isEqualTo(7L);
    assertThat(stored.state()).isEqualTo(RecordState.PARKED);
    assertThat(stored.attempts()).isEqualTo(2);
  }

  private static java.time.Instant around(Arrival arrival, long millis) {
    return arrival.record().timestamp().plusMillis(millis);
  }

  @Test
  default void nothingWaitsInAnEmptyInbox() {
    assertThat(store().waiting(PAYMENTS)).isEqualTo(Waiting.NONE);
    assertThat(store().backlog(PAYMENTS)).isEqualTo(Backlog.NONE);
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).isEmpty();
    assertThat(takeable()).isEmpty();
  }

  // First handling -------------------------------------------------------------------------------

  @Test
  default void receivedRecordsAreTakenBySeq() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    storeAs(Fate.RECEIVED, arrival(1L, 2, "c"));

    assertThat(takeable()).containsExactly("a", "b", "c");
    assertThat(Long.bitCount(store().waiting(PAYMENTS).buckets())).isEqualTo(1);
  }

  @Test
  default void aBucketIsWorkedAtByOneTransactionAtATime() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"));
    Connection first = inbox().begin();
    Connection second = inbox().begin();
    assertThat(store().take(first, PAYMENTS, bucket(), MANY).records()).hasSize(1);
    assertThat(store().take(second, PAYMENTS, bucket(), MANY).records()).isEmpty();
    InboxContract.rollback(first);
    InboxContract.rollback(second);

    assertThat(takeable()).containsExactly("a");
  }

  @Test
  default void whatIsCompletedIsGone() throws SQLException {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    Connection tx = inbox().begin();
    Taken taken = store().take(tx, PAYMENTS, bucket(), new ChunkLimits(1, 1_000));
    store().complete(tx, PAYMENTS, List.of(taken.records().get(0).seq()));
    store().release(tx, taken.guard());
    InboxContract.commit(tx);

    assertThat(InboxContract.texts(taken.records())).containsExactly("a");
    assertThat(takeable()).containsExactly("b");
  }

  @Test
  default void takingStopsAtTheSizeButGivesOneAlways() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a".repeat(500)), arrival(1L, 1, "b".repeat(500)));
    Connection tx = inbox().begin();
    assertThat(store().take(tx, PAYMENTS, bucket(), new ChunkLimits(10, 1)).records()).hasSize(1);
    InboxContract.rollback(tx);
  }

  @Test
  default void nothingBehindAFailingRecordIsTaken() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "before"));
    storeAs(parked(LEASE), arrival(1L, 1, "failing"));
    storeAs(Fate.RECEIVED, arrival(1L, 2, "behind"), arrival(2L, 3, "beside"));
    storeAs(Fate.RECEIVED, arrival(null, 4, "free"));

    assertThat(takeable()).containsExactlyInAnyOrder("before", "beside", "free");
  }

  @Test
  default void aDeadLetterHoldsItsLaneOnlyIfItShould() {
    storeAs(dead(AfterDeath.BLOCK), arrival(1L, 0, "dead"));
    storeAs(dead(AfterDeath.SKIP), arrival(2L, 1, "dead"));
    storeAs(Fate.RECEIVED, arrival(1L, 2, "behind"), arrival(2L, 3, "beside"));

    assertThat(takeable()).containsExactly("beside");
    assertThat(store().waiting(PAYMENTS).untilDue()).isNull();
  }

  // Counted --------------------------------------------------------------------------------------

  @Test
  default void aCountedBucketIsLockedAndCompleted() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    List<StoredRecord> claimed = store().claimBucket(PAYMENTS, bucket(), LEASE, MANY);

    assertThat(claimed).extracting(StoredRecord::attempts).containsExactly(1, 1);
    assertThat(takeable()).isEmpty();
    assertThat(finish(claimed)).containsExactly("a", "b");
    assertThat(store().backlog(PAYMENTS)).isEqualTo(Backlog.NONE);
  }

  @Test
  default void whatWasCountedAndNotHeardOfIsClaimedOneByOne() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"), arrival(2L, 2, "c"));
    int bucket = Math.floorMod(1, InboxStore.BUCKETS);
    store().claimBucket(PAYMENTS, bucket, LEASE, MANY);
    assertThat(takeable()).containsExactly("c");
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).isEmpty();

    inbox().pass(LEASE.plusSeconds(1));

    List<StoredRecord> due = store().claimDue(PAYMENTS, LEASE, MANY);
    assertThat(InboxContract.texts(due)).containsExactly("a");
    assertThat(due.get(0).attempts()).isEqualTo(2);
    assertThat(due.get(0).state()).isEqualTo(RecordState.RECEIVED);
  }

  @Test
  default void whatIsPutBackIsAsBeforeTheClaim() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    storeAs(parked(Duration.ZERO), arrival(null, 2, "x"));
    List<StoredRecord> all =
        new ArrayList<>(
            store().claimBucket(PAYMENTS, Math.floorMod(1, InboxStore.BUCKETS), LEASE, MANY));
    all.addAll(store().claimDue(PAYMENTS, LEASE, MANY));
    List<Ticket> tickets = all.stream().map(StoredRecord::ticket).toList();

    store().putBack(PAYMENTS, tickets);

    assertThat(takeable()).containsExactly("a", "b");
    assertThat(finish(all)).as("the tickets are void").isEmpty();
    assertThat(store().waiting(PAYMENTS).untilDue()).isZero();
    List<StoredRecord> due = store().claimDue(PAYMENTS, LEASE, MANY);
    assertThat(InboxContract.texts(due)).containsExactly("x");
    assertThat(due).extracting(StoredRecord::attempts).containsExactly(2);
  }

  @Test
  default void aRecordWhoseProcessDiedIsPutBackWithThatAttempt() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"));
    store().claimBucket(PAYMENTS, Math.floorMod(1, InboxStore.BUCKETS), LEASE, MANY);
    inbox().pass(LEASE.plusSeconds(1));
    List<StoredRecord> claimed = store().claimDue(PAYMENTS, LEASE, MANY);

    store().putBack(PAYMENTS, List.of(claimed.get(0).ticket()));

    assertThat(takeable()).isEmpty();
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY))
        .extracting(StoredRecord::attempts)
        .containsExactly(2);
  }

  @Test
  default void onlyWhoHoldsTheTicketPutsBackAndNeverWaits() throws SQLException {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"), arrival(2L, 1, "b"));
    List<StoredRecord> first = store().claimDue(PAYMENTS, LEASE, MANY);
    inbox().pass(LEASE.plusSeconds(1));
    List<StoredRecord> second = store().claimDue(PAYMENTS, LEASE, MANY);
    store().putBack(PAYMENTS, first.stream().map(StoredRecord::ticket).toList());
    Connection tx = inbox().begin();
    Taken taken = store().lock(tx, PAYMENTS, List.of(second.get(0).ticket()));
    store().putBack(PAYMENTS, second.stream().map(StoredRecord::ticket).toList());
    store().release(tx, taken.guard());
    InboxContract.commit(tx);

    assertThat(finish(second)).containsExactly("a");
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY))
        .extracting(StoredRecord::attempts)
        .containsExactly(3);
  }

  // Retries --------------------------------------------------------------------------------------

  @Test
  default void aParkedRecordIsClaimedWhenItIsDue() {
    storeAs(parked(Duration.ofSeconds(10)), arrival(1L, 0, "a"));
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).isEmpty();
    assertThat(store().waiting(PAYMENTS).untilDue())
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));

    inbox().pass(Duration.ofSeconds(11));

    assertThat(store().waiting(PAYMENTS).untilDue()).isZero();
    List<StoredRecord> due = store().claimDue(PAYMENTS, LEASE, MANY);
    assertThat(due).extracting(StoredRecord::attempts).containsExactly(2);
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).as("leased").isEmpty();
    assertThat(finish(due)).containsExactly("a");
  }

  @Test
  default void onlyTheHeadOfALaneIsClaimed() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "head"), arrival(1L, 1, "second"));
    storeAs(parked(Duration.ZERO), arrival(null, 2, "x"), arrival(null, 3, "y"));

    List<StoredRecord> due = store().claimDue(PAYMENTS, LEASE, MANY);

    assertThat(InboxContract.texts(due)).containsExactly("head", "x", "y");
  }

  @Test
  default void afterItsHeadALaneGoesOn() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "head"));
    storeAs(Fate.RECEIVED, arrival(1L, 1, "behind"));
    assertThat(takeable()).isEmpty();

    finish(store().claimDue(PAYMENTS, LEASE, MANY));

    assertThat(takeable()).containsExactly("behind");
  }

  @Test
  default void whoeverDiedWhileHandlingLeavesTheAttemptCounted() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"));
    store().claimDue(PAYMENTS, LEASE, MANY);
    inbox().pass(LEASE.plusSeconds(1));

    assertThat(store().claimDue(PAYMENTS, LEASE, MANY))
        .extracting(StoredRecord::attempts)
        .containsExactly(3);
  }

  @Test
  default void anOldTicketLocksNothing() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"));
    List<StoredRecord> first = store().claimDue(PAYMENTS, LEASE, MANY);
    inbox().pass(LEASE.plusSeconds(1));
    List<StoredRecord> second = store().claimDue(PAYMENTS, LEASE, MANY);

    assertThat(finish(first)).isEmpty();
    assertThat(finish(second)).containsExactly("a");
    assertThat(finish(second)).isEmpty();
  }

  @Test
  default void aFailureIsWrittenDownOnce() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"));
    Ticket ticket = store().claimDue(PAYMENTS, LEASE, MANY).get(0).ticket();
    Fate again = new Fate.Parked(2, Duration.ofSeconds(10), failure());

    assertThat(settle(new Ticket(ticket.seq(), 1), again)).as("an old ticket").isFalse();
    assertThat(settle(ticket, again)).isTrue();
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).isEmpty();
    inbox().pass(Duration.ofSeconds(11));
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY))
        .extracting(StoredRecord::attempts)
        .containsExactly(3);
  }

  @Test
  default void aDeadLetterIsNotTriedAgain() {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"));
    Ticket ticket = store().claimDue(PAYMENTS, LEASE, MANY).get(0).ticket();

    assertThat(settle(ticket, dead(AfterDeath.SKIP))).isTrue();

    inbox().pass(LEASE.multipliedBy(10));
    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).isEmpty();
    assertThat(store().backlog(PAYMENTS).dead()).isEqualTo(1);
    assertThat(settle(ticket, parked(Duration.ZERO))).as("dead already").isFalse();
  }

  @Test
  default void aReceivedRecordThatFailsIsParked() {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"), arrival(1L, 1, "b"));
    Connection tx = inbox().begin();
    Ticket ticket = store().take(tx, PAYMENTS, bucket(), MANY).records().get(0).ticket();
    InboxContract.rollback(tx);

    assertThat(settle(ticket, parked(Duration.ofSeconds(10)))).isTrue();

    assertThat(takeable()).isEmpty();
    Backlog backlog = store().backlog(PAYMENTS);
    assertThat(backlog.parked()).isEqualTo(1);
    assertThat(backlog.received()).isEqualTo(1);
    assertThat(backlog.oldest()).isNotNull();
  }

  @Test
  default void aRecordThatIsHandledIsNotClaimedBesides() throws SQLException {
    storeAs(parked(Duration.ZERO), arrival(1L, 0, "a"));
    List<StoredRecord> claimed = store().claimDue(PAYMENTS, Duration.ZERO, MANY);
    Connection tx = inbox().begin();
    Taken taken = store().lock(tx, PAYMENTS, List.of(claimed.get(0).ticket()));

    assertThat(store().claimDue(PAYMENTS, LEASE, MANY)).as("skipped").isEmpty();
    store().complete(tx, PAYMENTS, List.of(taken.records().get(0).seq()));
    store().release(tx, taken.guard());
    InboxContract.commit(tx);
    assertThat(store().backlog(PAYMENTS)).isEqualTo(Backlog.NONE);
  }
}
