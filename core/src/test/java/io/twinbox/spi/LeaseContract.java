package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** One owner at a time, by the database's clock. */
interface LeaseContract extends StoreContract {
  Duration LIVES = Duration.ofSeconds(30);

  @Test
  default void aLeaseIsHeldAgainstOthersUntilItExpires() {
    Lease first = acquire("node-1").orElseThrow();

    assertThat(acquire("node-2")).isEmpty();
    outbox().pass(LIVES.minusSeconds(10));
    assertThat(acquire("node-2")).isEmpty();
    outbox().pass(Duration.ofSeconds(10));

    Lease second = acquire("node-2").orElseThrow();
    assertThat(second.owner()).isEqualTo("node-2");
    assertThat(second.epoch()).isGreaterThan(first.epoch());
  }

  @Test
  default void everyAcquisitionRaisesTheEpochTheSameOwnersToo() {
    Lease first = acquire("node-1").orElseThrow();
    Lease again = acquire("node-1").orElseThrow();

    assertThat(again.epoch()).isGreaterThan(first.epoch());
    assertThat(renew(first)).isEqualTo(Renewal.LOST);
    assertThat(renew(again)).isEqualTo(Renewal.HELD);
  }

  @Test
  default void aRenewalProlongsTheLease() {
    Lease lease = acquire("node-1").orElseThrow();
    for (int i = 0; i < 4; i++) {
      outbox().pass(LIVES.dividedBy(2));
      assertThat(renew(lease)).isEqualTo(Renewal.HELD);
    }
    assertThat(acquire("node-2")).isEmpty();
  }

  @Test
  default void aFormerOwnerCannotRenew() {
    Lease former = acquire("node-1").orElseThrow();
    outbox().pass(LIVES);
    Lease next = acquire("node-2").orElseThrow();

    assertThat(renew(former)).isEqualTo(Renewal.LOST);
    assertThat(renew(next)).isEqualTo(Renewal.HELD);
  }

  @Test
  default void aReleasedLeaseIsFreeAtOnce() {
    Lease first = acquire("node-1").orElseThrow();
    outbox().store().release(ORDERS, first);

    assertThat(renew(first)).isEqualTo(Renewal.LOST);
    assertThat(acquire("node-2").orElseThrow().epoch()).isGreaterThan(first.epoch());
  }

  @Test
  default void aFormerOwnersReleaseChangesNothing() {
    Lease former = acquire("node-1").orElseThrow();
    Lease next = outbox().store().seize(ORDERS, "node-2", LIVES);

    outbox().store().release(ORDERS, former);

    assertThat(acquire("node-3")).isEmpty();
    assertThat(renew(next)).isEqualTo(Renewal.HELD);
  }

  @Test
  default void seizingAsksNobody() {
    Lease former = acquire("node-1").orElseThrow();
    Lease seized = outbox().store().seize(ORDERS, "node-2", LIVES);

    assertThat(seized.epoch()).isGreaterThan(former.epoch());
    assertThat(renew(former)).isEqualTo(Renewal.LOST);
  }

  @Test
  default void aPausedRelayKeepsItsLease() {
    Lease lease = acquire("node-1").orElseThrow();
    outbox().pause(ORDERS, true);

    assertThat(renew(lease)).isEqualTo(Renewal.PAUSED);
    assertThat(acquire("node-2")).isEmpty();

    outbox().pause(ORDERS, false);
    assertThat(renew(lease)).isEqualTo(Renewal.HELD);
  }

  @Test
  default void aHeartbeatThatTellsOfTroubleRenewsAllTheSame() {
    Lease lease = acquire("node-1").orElseThrow();

    Renewal renewal =
        outbox().store().renew(ORDERS, lease, LIVES, new Heartbeat("broker unreachable", 3));

    assertThat(renewal).isEqualTo(Renewal.HELD);
  }

  @Test
  default void leasesOfTwoRelaysAreIndependent() {
    acquire("node-1");

    assertThat(outbox().store().acquire(HOOKS, "node-2", LIVES)).isPresent();
  }

  @Test
  default void ofTwoNodesThatAcquireAtTheSameMomentExactlyOneGetsTheLease() throws Exception {
    CountDownLatch together = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Boolean>> nodes =
          List.of(
              () -> acquireTogether("node-1", together), () -> acquireTogether("node-2", together));
      long owners = 0;
      for (var answer : threads.invokeAll(nodes)) {
        owners += answer.get() ? 1 : 0;
      }
      assertThat(owners).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean acquireTogether(String owner, CountDownLatch together)
      throws InterruptedException {
    together.countDown();
    together.await();
    return acquire(owner).isPresent();
  }

  private Optional<Lease> acquire(String owner) {
    return outbox().store().acquire(ORDERS, owner, LIVES);
  }

  private Renewal renew(Lease lease) {
    return outbox().store().renew(ORDERS, lease, LIVES, Heartbeat.HEALTHY);
  }
}
