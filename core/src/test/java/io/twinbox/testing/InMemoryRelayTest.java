package io.twinbox.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayOptions;
import io.twinbox.spi.Entry;
import io.twinbox.spi.RelayId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a test of one's own uses the ports in memory: with threads, and by hand. */
class InMemoryRelayTest {
  private static final RelayId RELAY = new RelayId("orders", "kafka");

  @Test
  void aRunningRelayPublishesWhatCommits() throws Exception {
    InMemoryOutboxStore store = new InMemoryOutboxStore();
    InMemoryPublisher publisher = new InMemoryPublisher();
    try (Relay relay = Relay.builder().name("orders").store(store).publisher(publisher).build()) {
      store.onCommit(relay::wake);
      relay.start();

      try (InMemoryTransaction transaction = store.begin()) {
        transaction.append("order-events", "order-1", "created");
        transaction.append("order-events", "order-1", "paid");
        transaction.commit();
      }
      try (InMemoryTransaction transaction = store.begin()) {
        transaction.append("order-events", "order-1", "rolled back");
      }

      List<Entry> arrived = publisher.awaitArrived(2, Duration.ofSeconds(20));
      assertThat(arrived).extracting(Entry::key).containsExactly("order-1", "order-1");
    }
    assertThat(publisher.isClosed()).isTrue();
    assertThat(store.states(RELAY).values())
        .containsExactly(EntryState.PUBLISHED, EntryState.PUBLISHED);
  }

  @Test
  void aRelaySteppedByHandTakesOverWhereAnotherStopped() {
    ManualClock clock = new ManualClock();
    InMemoryOutboxStore store = new InMemoryOutboxStore(clock);
    InMemoryPublisher publisher = new InMemoryPublisher();
    publisher.holdAcknowledgements();
    Relay dying = relay(store, clock, publisher, "node-1");
    commit(store, "a");
    untilArrived(dying, clock, publisher, 1);

    // Node 1 is never heard of again; nobody knows whether its entry was acknowledged.
    InMemoryPublisher another = publisher.another();
    Relay next = relay(store, clock, another, "node-2");
    commit(store, "b");
    clock.advance(RelayOptions.DEFAULT.leaseTimeToLive());
    untilArrived(next, clock, publisher, 3);

    assertThat(publisher.arrived())
        .extracting(entry -> new String(entry.payload(), UTF_8))
        .containsExactly("a", "a", "b");
    assertThat(store.leaseOf(RELAY).orElseThrow().owner()).isEqualTo("node-2");
    next.close();
  }

  private static Relay relay(
      InMemoryOutboxStore store, ManualClock clock, InMemoryPublisher publisher, String owner) {
    return Relay.builder()
        .name("orders")
        .owner(owner)
        .store(store)
        .publisher(publisher)
        .clock(clock)
        .executor(Runnable::run)
        .build();
  }

  private static void commit(InMemoryOutboxStore store, String text) {
    try (InMemoryTransaction transaction = store.begin()) {
      transaction.append("orders", "k", text);
      transaction.commit();
    }
  }

  private static void untilArrived(
      Relay relay, ManualClock clock, InMemoryPublisher publisher, int count) {
    for (int step = 0; step < 100 && publisher.arrived().size() < count; step++) {
      clock.advance(relay.step());
    }
  }
}
