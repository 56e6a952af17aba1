package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.Verdict;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a relay does when an operator stops a topic or wants another owner. */
class OperatorsTest {
  private static final Duration LEASE = RelayOptions.DEFAULT.leaseTimeToLive();

  @RegisterExtension final Bed bed = new Bed();

  @Test
  void thePausedTopicLinesUpInOrderAndTheOthersFlow() {
    Relay relay = bed.relay();
    bed.settle(relay);
    bed.store.pauseTopics(Bed.ORDERS, Set.of("orders"));
    bed.runFor(relay, LEASE);
    bed.commit("a1", "a2");
    bed.commitTo("orders", null, "n1");
    bed.commitTo("invoices", "k", "i1");
    bed.runFor(relay, LEASE);
    long a3 = bed.commit("a3").get(0);
    bed.runFor(relay, Duration.ofHours(1));

    assertThat(bed.arrived()).containsExactly("i1");
    assertThat(bed.state(a3)).isEqualTo(EntryState.PARKED);
    assertThat(bed.setAside(1).errorClass()).isEqualTo(Verdict.TOPIC_PAUSED);
    assertThat(bed.setAside(1).attempts()).isZero();

    bed.store.pauseTopics(Bed.ORDERS, Set.of());
    bed.drain(relay);
    assertThat(bed.arrived()).containsExactlyInAnyOrder("i1", "a1", "a2", "a3", "n1");
    assertThat(bed.arrived()).containsSubsequence("a1", "a2", "a3");
  }

  @Test
  void aFailingLaneOfAPausedTopicIsNotTried() {
    bed.publisher.retry(entry -> Bed.text(entry).equals("bad"), null);
    Relay relay = bed.relay();
    long bad = bed.commit("bad", "good").get(0);
    bed.settle(relay);
    bed.store.pauseTopics(Bed.ORDERS, Set.of("orders"));
    bed.runFor(relay, LEASE);
    int attempts = bed.setAside(bad).attempts();
    bed.runFor(relay, Duration.ofHours(1));

    assertThat(bed.setAside(bad).attempts()).isEqualTo(attempts).isPositive();
    assertThat(bed.arrived()).isEmpty();
  }

  @Test
  void aTopicIsNotTriedEitherBySomebodyWhoTakesOver() {
    Relay first = bed.relay("node-1");
    bed.settle(first);
    bed.store.pauseTopics(Bed.ORDERS, Set.of("orders"));
    bed.runFor(first, LEASE);
    bed.crash();
    bed.commit("a");
    Relay second = bed.relay("node-2");
    bed.runFor(second, Duration.ofMinutes(1));

    assertThat(bed.arrived()).isEmpty();
    bed.store.pauseTopics(Bed.ORDERS, Set.of());
    bed.drain(second);
    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void whoHandsOverSettlesFirstAndLeavesTheRelayToTheOther() {
    Relay first = bed.relay("node-1");
    Relay second = bed.relay("node-2");
    bed.settle(first);
    bed.settle(second);
    bed.publisher.destination().holdAcknowledgements();
    bed.commit("a", "b");
    bed.settle(first);
    bed.store.handOver(Bed.ORDERS);
    bed.clock.advance(LEASE.dividedBy(2));
    bed.settle(first);
    assertThat(first.status().batchesInFlight()).as("not answered yet").isPositive();

    bed.publisher.destination().acknowledgeAll();
    bed.runFor(first, Duration.ofMillis(200));
    assertThat(first.status().state()).isEqualTo(RelayState.STANDBY);
    bed.commit("c");
    bed.runFor(second, Duration.ofSeconds(2));

    assertThat(second.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.arrived()).containsExactly("a", "b", "c");
  }

  @Test
  void withoutAnotherNodeTheOwnerTakesTheRelayAgain() {
    Relay only = bed.relay("node-1");
    bed.settle(only);
    bed.store.handOver(Bed.ORDERS);
    bed.runFor(only, LEASE.dividedBy(2));
    assertThat(only.status().state()).isEqualTo(RelayState.STANDBY);
    bed.commit("a");
    bed.runFor(only, LEASE.plusSeconds(1));

    assertThat(only.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.arrived()).containsExactly("a");
  }
}
