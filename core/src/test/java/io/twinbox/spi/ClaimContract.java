package io.twinbox.spi;

import static io.twinbox.spi.Standing.BLOCKED;
import static io.twinbox.spi.Standing.CONFLICT;
import static io.twinbox.spi.Standing.DUPLICATE;
import static io.twinbox.spi.Standing.NEW;
import static io.twinbox.spi.Standing.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.RecordFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ledger: which ids are new. */
interface ClaimContract extends InboxContract {

  @Test
  default void anIdIsNewOnce() {
    Arrival a = arrival(1L, 0, "a");
    Arrival b = arrival(2L, 1, "b");

    assertThat(claim(a)).containsExactly(NEW);
    assertThat(claim(b, a)).containsExactly(NEW, DUPLICATE);
    assertThat(claim(a, b)).containsExactly(DUPLICATE, DUPLICATE);
  }

  @Test
  default void aForeignIdIsNewOnceToo() {
    Arrival place = arrival(MessageId.ofPlace(ORDERS, 4), null, 4, "a");
    Arrival text = arrival(MessageId.of("shop", "17"), null, 5, "b");

    assertThat(claim(place, text)).containsExactly(NEW, NEW);
    assertThat(claim(text, place)).containsExactly(DUPLICATE, DUPLICATE);
    assertThat(claim(arrival(MessageId.of("mall", "17"), null, 6, "c"))).containsExactly(NEW);
  }

  @Test
  default void consumersDoNotShareTheirLedgers() {
    Arrival a = arrival(1L, 0, "a");
    claim(a);

    List<Standing> others =
        inbox()
            .transactions()
            .run(
                tx -> {
                  Claimed claimed = store().claim(tx, "mails", List.of(a));
                  store().release(tx, claimed.guard());
                  return claimed.standings();
                });
    assertThat(others).containsExactly(NEW);
  }

  @Test
  default void theSameIdWithAnotherPayloadIsAConflict() {
    Arrival a = arrival(1L, 0, "a");
    claim(a);

    assertThat(claim(arrival(a.record().id(), 1L, 1, "other"))).containsExactly(CONFLICT);
  }

  @Test
  default void insideOneClaimTheFirstOfAnIdIsTheOne() {
    Arrival a = arrival(1L, 0, "a");
    Arrival again = arrival(a.record().id(), 1L, 1, "a");
    Arrival other = arrival(a.record().id(), 1L, 2, "other");

    assertThat(claim(a, again, other)).containsExactly(NEW, DUPLICATE, CONFLICT);
  }

  @Test
  default void whatIsRolledBackWasNeverClaimed() {
    Arrival a = arrival(1L, 0, "a");
    Connection tx = inbox().begin();
    assertThat(store().claim(tx, PAYMENTS, List.of(a)).standings()).containsExactly(NEW);
    InboxContract.rollback(tx);

    assertThat(claim(a)).containsExactly(NEW);
  }

  @Test
  default void anIdOlderThanTheWindowIsTooOldAndNotRemembered() {
    Instant edge = inbox().now().minus(inbox().window());
    Arrival old = arrival(MessageId.of(idOf(edge.minus(Duration.ofMinutes(5)))), 1L, 0, "a");
    Arrival young = arrival(MessageId.of(idOf(edge.plus(Duration.ofMinutes(5)))), 1L, 1, "b");

    assertThat(claim(old, young)).containsExactly(TOO_OLD, NEW);
    assertThat(claim(old, young)).containsExactly(TOO_OLD, DUPLICATE);
  }

  @Test
  default void theRecordsTimestampTellsTheAgeOfAForeignId() {
    Instant edge = inbox().now().minus(inbox().window());
    Arrival old = arrival(MessageId.of("s", "1"), edge.minus(Duration.ofMinutes(5)), null, 0, "a");
    Arrival young = arrival(MessageId.of("s", "2"), edge.plus(Duration.ofMinutes(5)), null, 1, "b");

    assertThat(claim(old, young)).containsExactly(TOO_OLD, NEW);
  }

  @Test
  default void anIdFromTheFutureIsNewOnce() {
    Instant future = inbox().now().plus(Duration.ofDays(400));
    Arrival a = arrival(MessageId.of(idOf(future)), 1L, 0, "a");

    assertThat(claim(a)).containsExactly(NEW);
    assertThat(claim(a)).containsExactly(DUPLICATE);
  }

  @Test
  default void aNewRecordOfALaneWithALiveStoredOneIsBlocked() {
    storeAs(parked(LEASE), arrival(1L, 0, "failing"));
    storeAs(Fate.RECEIVED, arrival(2L, 1, "received"));
    storeAs(dead(AfterDeath.BLOCK), arrival(3L, 2, "blocking"));
    storeAs(dead(AfterDeath.SKIP), arrival(4L, 3, "dead"));
    storeAs(parked(LEASE), arrival(null, 4, "without a lane"));

    assertThat(
            claim(
                arrival(1L, 5, "a"),
                arrival(2L, 6, "b"),
                arrival(3L, 7, "c"),
                arrival(4L, 8, "d"),
                arrival(5L, 9, "e"),
                arrival(null, 10, "f")))
        .containsExactly(BLOCKED, BLOCKED, BLOCKED, NEW, NEW, NEW);
  }

  @Test
  default void theSameRefusedRecordIsStoredOnce() {
    Arrival a = arrival(1L, 0, "a");
    claim(a);
    Arrival conflict = arrival(a.record().id(), 1L, 1, "other");
    Fate dead =
        new Fate.Dead(0, new Failure(RecordFault.CONFLICT, "conflict", null), AfterDeath.SKIP);

    storeAs(dead, conflict);
    storeAs(dead, conflict);
    storeAs(dead, arrival(a.record().id(), 1L, 2, "another"));

    assertThat(store().backlog(PAYMENTS).dead()).isEqualTo(2);
  }

  @Test
  default void aClaimWaitsForTheOneThatHoldsTheId() throws Exception {
    Arrival a = arrival(1L, 0, "a");
    Connection first = inbox().begin();
    Claimed claimed = store().claim(first, PAYMENTS, List.of(a));
    CompletableFuture<List<Standing>> second = CompletableFuture.supplyAsync(() -> claim(a));

    assertThat(second.completeOnTimeout(List.of(), 200, TimeUnit.MILLISECONDS).join()).isEmpty();
    store().release(first, claimed.guard());
    InboxContract.commit(first);

    assertThat(claim(a)).containsExactly(DUPLICATE);
  }

  @Test
  default void whoeverWaitedSeesTheLaneThatWasBlockedMeanwhile() throws SQLException {
    Arrival failing = arrival(1L, 0, "failing");
    Arrival next = arrival(1L, 1, "next");
    Connection first = inbox().begin();
    Claimed claimed = store().claim(first, PAYMENTS, List.of(failing));
    CompletableFuture<List<Standing>> second =
        CompletableFuture.supplyAsync(() -> claim(failing, next));
    store().store(first, PAYMENTS, asides(parked(LEASE), failing));
    store().release(first, claimed.guard());
    InboxContract.commit(first);

    assertThat(second.join()).containsExactly(DUPLICATE, BLOCKED);
  }

  @Test
  default void whenTheHolderRollsBackTheOtherOneHasIt() {
    Arrival a = arrival(1L, 0, "a");
    Connection first = inbox().begin();
    store().claim(first, PAYMENTS, List.of(a));
    CompletableFuture<List<Standing>> second = CompletableFuture.supplyAsync(() -> claim(a));
    InboxContract.rollback(first);

    assertThat(second.join()).containsExactly(NEW);
  }

  @Test
  default void claimsInOppositeOrdersNeverDeadlock() {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      List<Arrival> arrivals = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        arrivals.add(arrival(null, round * 20L + i, "x"));
      }
      List<Arrival> reversed = new ArrayList<>(arrivals);
      Collections.reverse(reversed);
      for (List<Arrival> order : List.of(arrivals, reversed)) {
        all.add(
            CompletableFuture.supplyAsync(
                () -> Collections.frequency(claim(order.toArray(new Arrival[0])), NEW)));
      }
    }
    assertThat(all.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(200);
  }
}
