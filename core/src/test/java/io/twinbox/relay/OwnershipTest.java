package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.Lease;
import io.twinbox.spi.RowKind;
import io.twinbox.testing.ManualClock;
import io.twinbox.testing.StoreCall;
import io.twinbox.testing.WrittenRow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who owns the relay, and what becomes of who did. */
class OwnershipTest {
  private static final Duration LEASE = RelayOptions.DEFAULT.leaseTimeToLive();

  @RegisterExtension final Bed bed = new Bed();

  @Test
  void theSecondNodeStandsByWhileTheFirstHoldsTheLease() {
    Relay first = bed.relay("node-1");
    Relay second = bed.relay("node-2");
    bed.settle(first);
    for (int i = 0; i < 100; i++) {
      bed.commit("a" + i);
      bed.settle(first);
      bed.settle(second);
      bed.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(first.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(second.status().state()).isEqualTo(RelayState.STANDBY);
    assertThat(second.status().epoch()).isZero();
    assertThat(bed.arrived()).hasSize(100);
  }

  @Test
  void theSecondNodeTakesOverWithinASecondAfterTheLeaseHasExpired() {
    bed.settle(bed.relay("node-1"));
    Relay second = bed.relay("node-2");
    bed.commit("a");
    bed.runFor(second, LEASE.minusMillis(1));
    assertThat(bed.arrived()).isEmpty();

    bed.runFor(second, Duration.ofSeconds(1).plusMillis(1));
    assertThat(bed.arrived()).containsExactly("a");
    assertThat(second.status().epoch()).isEqualTo(2);
  }

  @Test
  void aPausedFormerOwnerFailsWithItsNextClaimAndPublishesNothing() {
    Relay former = bed.relay("node-1");
    bed.commit("a");
    bed.settle(former);
    bed.store.expireLease(Bed.ORDERS);
    Relay next = bed.relay("node-2");
    bed.settle(next);
    List<WrittenRow> rows = bed.rows();

    bed.commit("b");
    bed.settle(former);
    assertThat(bed.arrived()).containsExactly("a", "a");
    assertThat(bed.rows()).isEqualTo(rows);
    assertThat(former.status().state()).isEqualTo(RelayState.STANDBY);

    bed.settle(next);
    assertThat(bed.arrived()).containsExactly("a", "a", "b");
  }

  @Test
  void aPausedFormerOwnerCanNeitherConfirmNorPark() {
    bed.publisher.retry(entry -> Bed.text(entry).equals("bad"), null);
    bed.publisher.destination().holdAcknowledgements();
    Relay former = bed.relay("node-1");
    long bad = bed.commitTo("orders", "k", "bad");
    long good = bed.commitTo("orders", "k2", "good");
    bed.settle(former);
    bed.store.expireLease(Bed.ORDERS);
    Late silent = new Late(bed.publisher);
    Relay next = bed.builder("node-2", bed.store, silent).build();
    bed.settle(next);
    List<WrittenRow> rows = bed.rows();

    bed.publisher.destination().acknowledgeAll();
    bed.runFor(former, Duration.ofSeconds(1));
    assertThat(bed.rows()).isEqualTo(rows);
    assertThat(bed.state(bad)).isEqualTo(EntryState.PENDING);
    assertThat(bed.state(good)).isEqualTo(EntryState.PENDING);
    assertThat(bed.store.setAside(Bed.ORDERS)).isEmpty();
    assertThat(former.status().state()).isEqualTo(RelayState.STANDBY);
  }

  /** What it had found out is not carried over into its next tenure, either. */
  @Test
  void aFormerOwnerThatComesBackStartsFromTheJournal() {
    bed.publisher.retry(entry -> Bed.text(entry).equals("bad"), null);
    Relay former = bed.relay("node-1");
    long bad = bed.commitTo("orders", "k", "bad");
    bed.store.faults().before(StoreCall.READ, () -> {});
    former.step();
    former.step();
    former.step();
    bed.store.expireLease(Bed.ORDERS);
    bed.publisher.heal();
    Relay next = bed.relay("node-2");
    bed.drain(next);
    assertThat(bed.state(bad)).isEqualTo(EntryState.PUBLISHED);

    bed.store.expireLease(Bed.ORDERS);
    bed.runFor(former, Duration.ofSeconds(20));
    assertThat(former.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.state(bad)).isEqualTo(EntryState.PUBLISHED);
    assertThat(bed.store.setAside(Bed.ORDERS)).isEmpty();
    assertThat(former.status().blockedLanes()).isZero();
  }

  /** SIGSTOP between the commit of the claim and the hand-over to the publisher. */
  @Test
  void anOwnerThatSleepsAfterItsClaimKeepsTheOrderOfFirstOccurrences() {
    Relay former = bed.relay("node-1");
    Relay next = bed.relay("node-2");
    bed.settle(former);
    bed.commit("a", "b");
    bed.store
        .faults()
        .after(
            StoreCall.WRITE,
            () -> {
              bed.store.expireLease(Bed.ORDERS);
              bed.settle(next);
              bed.commit("c");
              bed.settle(next);
            });
    bed.runFor(former, Duration.ofSeconds(1));
    bed.runFor(next, Duration.ofSeconds(1));

    assertThat(bed.arrived()).containsExactly("a", "b", "c", "a", "b");
    assertThat(bed.lastRow().head().epoch()).isEqualTo(2);
    assertThat(former.status().state()).isEqualTo(RelayState.STANDBY);
  }

  @Test
  void twoNodesThatTakeTurnsPublishEverythingInOrder() {
    Relay one = bed.relay("node-1");
    Relay two = bed.relay("node-2");
    for (int turn = 0; turn < 20; turn++) {
      Relay owner = turn % 2 == 0 ? one : two;
      bed.commitMany(turn * 10 + 1, turn * 10 + 10);
      bed.runFor(owner, Duration.ofSeconds(2));
      bed.clock.advance(LEASE);
    }

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 200));
    assertThat(bed.lastRow().head().epoch()).isEqualTo(20);
  }

  @Test
  void aLeaseThatRanOutUnnoticedIsGoneWhenSomebodyElseHasIt() {
    Relay former = bed.relay("node-1");
    bed.settle(former);
    bed.clock.advance(LEASE.plusSeconds(1));
    bed.settle(bed.relay("node-2"));

    former.step();
    assertThat(former.status().state()).isEqualTo(RelayState.STANDBY);
    assertThat(bed.publisher.destination().resets()).isEqualTo(1);
  }

  @Test
  void aLeaseThatRanOutIsRenewedIfNobodyTookIt() {
    Relay relay = bed.relay("node-1");
    bed.settle(relay);
    bed.clock.advance(LEASE.plusSeconds(1));
    bed.commit("a");
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("a");
    assertThat(relay.status().epoch()).isEqualTo(1);
  }

  /** The database's clock decides; a node whose own clock is an hour ahead takes nothing. */
  @Test
  void aNodeWhoseClockIsAheadDoesNotTakeTheLease() {
    bed.settle(bed.relay("node-1"));
    ManualClock ahead = new ManualClock();
    Relay second = bed.builder("node-2").clock(ahead).build();
    for (int i = 0; i < 60; i++) {
      bed.settle(second);
      ahead.advance(Duration.ofMinutes(1));
    }

    assertThat(second.status().state()).isEqualTo(RelayState.STANDBY);
    assertThat(bed.kinds()).containsExactly(RowKind.TAKEOVER);
  }

  /** Its own clock says that its lease is young; the journal says that it is over. */
  @Test
  void anOwnerWhoseClockStandsStillWritesNothingAfterATakeover() {
    ManualClock still = new ManualClock();
    Relay former = bed.builder("node-1").clock(still).build();
    bed.settle(former);
    bed.clock.advance(LEASE);
    bed.settle(bed.relay("node-2"));
    bed.commit("a");
    bed.settle(former);

    assertThat(former.status().state()).isEqualTo(RelayState.STANDBY);
    assertThat(bed.kinds()).containsExactly(RowKind.TAKEOVER, RowKind.TAKEOVER);
    assertThat(bed.arrived()).isEmpty();
  }

  @Test
  void aLeaseIsGivenUpWhenItCouldNotBeRenewedForItsWholeLife() {
    Relay relay = bed.relay("node-1");
    bed.settle(relay);
    for (int i = 0; i < 40; i++) {
      bed.store.faults().failBefore(StoreCall.RENEW);
    }
    bed.runFor(relay, LEASE.minusSeconds(1));
    assertThat(bed.witness.takeovers()).isEqualTo(1);

    bed.runFor(relay, LEASE);
    assertThat(bed.witness.takeovers()).isEqualTo(2);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void anotherEpochBeginsWithEveryTakeover() {
    for (int i = 1; i <= 3; i++) {
      Relay relay = bed.relay("node-" + i);
      bed.settle(relay);
      assertThat(relay.status().epoch()).isEqualTo(i);
      assertThat(bed.store.leaseOf(Bed.ORDERS)).contains(new Lease("node-" + i, i));
      bed.crash();
    }
  }

  @Test
  void aSingleRelayDoesNotWaitForItsOwnLeaseAfterACrash() {
    RelayOptions single = Bed.options(it -> it.ownership(Ownership.SINGLE));
    bed.commit("a");
    bed.settle(bed.builder("before the crash").options(single).build());
    bed.commit("b");
    bed.settle(bed.builder("after the crash").options(single).build());

    assertThat(bed.arrived()).containsExactly("a", "a", "b");
  }

  @Test
  void twoSingleRelaysByMistakeCostDuplicatesAndNoMessage() {
    RelayOptions single = Bed.options(it -> it.ownership(Ownership.SINGLE).batchSize(5));
    Relay one = bed.builder("node-1").options(single).build();
    Relay two = bed.builder("node-2").options(single).build();
    bed.commitMany(1, 100);
    for (int i = 0; i < 3_000; i++) {
      one.step();
      two.step();
      bed.clock.advance(Duration.ofMillis(10));
    }

    assertThat(Bed.firstOccurrences(bed.arrived())).isEqualTo(Bed.numbers(1, 100));
    assertThat(bed.store.states(Bed.ORDERS).values()).containsOnly(EntryState.PUBLISHED);
    assertThat(bed.witness.takeovers()).isLessThan(100);
  }

  @Test
  void anOperatorPausesAndResumesTheRelay() {
    Relay relay = bed.relay();
    bed.commit("a");
    bed.settle(relay);
    bed.store.pause(Bed.ORDERS);
    bed.runFor(relay, LEASE.dividedBy(3).plusMillis(200));
    bed.commit("b");
    bed.runFor(relay, Duration.ofMinutes(1));

    assertThat(relay.status().state()).isEqualTo(RelayState.PAUSED);
    assertThat(bed.arrived()).containsExactly("a");
    assertThat(bed.store.leaseOf(Bed.ORDERS)).isPresent();

    bed.store.resume(Bed.ORDERS);
    bed.drain(relay);
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.arrived()).containsExactly("a", "b");
  }

  @Test
  void whatIsInFlightWhenTheRelayIsPausedIsConfirmed() {
    Relay relay = bed.relay();
    bed.publisher.destination().holdAcknowledgements();
    long seq = bed.commit("a").get(0);
    bed.settle(relay);
    bed.store.pause(Bed.ORDERS);
    bed.runFor(relay, Duration.ofSeconds(4));
    bed.publisher.destination().acknowledgeAll();
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(relay.status().state()).isEqualTo(RelayState.PAUSED);
    assertThat(bed.state(seq)).isEqualTo(EntryState.PUBLISHED);
  }

  @Test
  void aPausedRelayPublishesNothingAfterARestartEither() {
    bed.store.pause(Bed.ORDERS);
    bed.commit("a");
    Relay relay = bed.relay();
    bed.runFor(relay, Duration.ofMinutes(1));

    assertThat(bed.arrived()).isEmpty();
    assertThat(relay.status().state()).isEqualTo(RelayState.PAUSED);
  }
}
