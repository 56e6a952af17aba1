package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.EntryState;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.RelayId;
import io.twinbox.testing.FailingPublisher;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryTransaction;
import io.twinbox.testing.StoreCall;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay as it runs in earnest: started, with its own threads and the system's clock. */
@Timeout(240)
class RelayThreadsTest {
  private static final RelayId ID = new RelayId("orders", "kafka");
  private static final Duration SOON = Duration.ofSeconds(30);

  private final InMemoryOutboxStore store = new InMemoryOutboxStore();
  private final FailingPublisher publisher = new FailingPublisher();
  private Relay relay = builder().build();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void aStartedRelayPublishesWhatIsCommitted() throws InterruptedException {
    relay.start();
    for (int i = 1; i <= 200; i++) {
      commit(String.valueOf(i));
    }

    List<Entry> arrived = publisher.destination().awaitArrived(200, SOON);
    assertThat(arrived).extracting(Bed::text).isEqualTo(Bed.numbers(1, 200));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(store.states(ID).values()).containsOnly(EntryState.PUBLISHED));
    assertThat(relay.status().published()).isEqualTo(200);
  }

  @Test
  void aWakeUpShortensTheWait() throws InterruptedException {
    AtomicLong ahead = new AtomicLong();
    relay = builder().options(slow()).clock(() -> System.nanoTime() + ahead.get()).build();
    store.onCommit(relay::wake);
    relay.start();
    for (int i = 1; i <= 5; i++) {
      CountDownLatch idleForLong = new CountDownLatch(1);
      // From this look on the log has been idle for so long that the next pause is a minute.
      store
          .faults()
          .before(
              StoreCall.READ,
              () -> {
                ahead.addAndGet(Duration.ofMinutes(9).toNanos());
                idleForLong.countDown();
              });
      idleForLong.await();
      commit("a" + i);
      publisher.destination().awaitArrived(i, SOON);
    }
  }

  @Test
  void aGracefulCloseUnderLoadRepeatsNothingAndTheNextStartsAtOnce() throws InterruptedException {
    relay.start();
    AtomicBoolean writing = new AtomicBoolean(true);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 1; i <= 3_000 && writing.get(); i++) {
                commit(String.valueOf(i));
              }
            });
    writer.start();
    publisher.destination().awaitArrived(500, SOON);
    relay.close();
    relay =
        Relay.builder()
            .name(ID.name())
            .store(store)
            .publisher(publisher.destination().another())
            .build();
    relay.start();
    writer.join();
    writing.set(false);

    publisher.destination().awaitArrived(3_000, SOON);
    assertThat(publisher.destination().arrived())
        .extracting(Bed::text)
        .isEqualTo(Bed.numbers(1, 3_000));
  }

  @Test
  void closingWaitsNoLongerThanItsTimeoutForWhatIsInFlight() throws InterruptedException {
    relay = builder().closeTimeout(Duration.ofMillis(200)).build();
    publisher.destination().holdAcknowledgements();
    relay.start();
    commit("a");
    publisher.destination().awaitArrived(1, SOON);
    long before = System.nanoTime();
    relay.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200))
        .isLessThan(SOON);
    assertThat(store.leaseOf(ID)).isEmpty();
    assertThat(store.states(ID).values()).containsOnly(EntryState.PENDING);
  }

  @Test
  void aCloseTimeoutOfZeroDoesNotWaitForEver() throws InterruptedException {
    relay = builder().closeTimeout(Duration.ZERO).build();
    publisher.destination().holdAcknowledgements();
    relay.start();
    commit("a");
    publisher.destination().awaitArrived(1, SOON);
    relay.close();

    assertThat(relay.status().state()).isEqualTo(RelayState.STOPPED);
  }

  @Test
  void closingWaitsForTheAcknowledgementsOfWhatIsInFlight() throws InterruptedException {
    publisher.destination().holdAcknowledgements();
    relay.start();
    commit("a");
    publisher.destination().awaitArrived(1, SOON);
    Thread closing = new Thread(relay::close);
    closing.start();
    await().atMost(SOON).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    publisher.destination().acknowledgeAll();
    closing.join();

    assertThat(store.states(ID).values()).containsOnly(EntryState.PUBLISHED);
    assertThat(store.leaseOf(ID)).isEmpty();
  }

  @Test
  void aPublisherThatHangsDoesNotKeepTheRelayFromClosing() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ForwardingPublisher stuck =
        new ForwardingPublisher(publisher) {
          @Override
          public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
            hanging.countDown();
            boolean waiting = true;
            while (waiting) {
              try {
                released.await();
                waiting = false;
              } catch (InterruptedException e) {
                // As a driver that does not care.
              }
            }
          }
        };
    relay = builder().publisher(stuck).closeTimeout(Duration.ofMillis(100)).build();
    relay.start();
    commit("a");
    hanging.await();
    relay.close();
    released.countDown();

    assertThat(store.leaseOf(ID)).isEmpty();
  }

  @Test
  void theLeaseIsRenewedWhileThePublisherBlocks() throws InterruptedException {
    CountDownLatch renewed = new CountDownLatch(3);
    CountDownLatch blocked = new CountDownLatch(1);
    ForwardingPublisher blocking =
        new ForwardingPublisher(publisher) {
          @Override
          public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
            blocked.countDown();
            try {
              renewed.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.publish(batch, entries, outcomes);
          }
        };
    relay =
        builder()
            .publisher(blocking)
            .options(Bed.options(it -> it.leaseTimeToLive(Duration.ofSeconds(1))))
            .build();
    commit("a");
    relay.start();
    blocked.await();
    for (int i = 0; i < 3; i++) {
      store.faults().after(StoreCall.RENEW, renewed::countDown);
    }

    publisher.destination().awaitArrived(1, SOON);
    assertThat(relay.status().epoch()).isEqualTo(1);
  }

  @Test
  void aMistakeAnywhereDoesNotEndTheThreads() throws InterruptedException {
    for (StoreCall call : EnumSet.complementOf(EnumSet.of(StoreCall.RELEASE))) {
      store.faults().before(call, () -> fail(call));
    }
    relay.start();
    for (int i = 1; i <= 50; i++) {
      commit(String.valueOf(i));
    }

    publisher.destination().awaitArrived(50, SOON);
    await().atMost(SOON).until(() -> relay.status().state() == RelayState.RUNNING);
  }

  @Test
  void aStartedRelayIsNotSteppedByHandNorStartedTwice() {
    relay.start();

    assertThatThrownBy(relay::step).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(relay::start).isInstanceOf(IllegalStateException.class);
  }

  private Relay.Builder builder() {
    return Relay.builder().name(ID.name()).store(store).publisher(publisher);
  }

  private void commit(String text) {
    InMemoryTransaction transaction = store.begin();
    transaction.append("orders", "k", text);
    transaction.commit();
  }

  private static RelayOptions slow() {
    return Bed.options(
        it -> it.pollInterval(Duration.ofMinutes(1)).leaseTimeToLive(Duration.ofMinutes(5)));
  }

  private static void fail(StoreCall call) {
    throw new StackOverflowError("in " + call);
  }
}
