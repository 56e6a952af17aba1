package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.testing.InMemorySource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partitions come and go. */
class RebalanceTest {
  private final Bed bed = new Bed(4);

  @Test
  void whoeverGetsAPartitionGoesOnWhereTheOtherEnded() {
    InboxConsumer one = bed.consumer();
    send(1, 10);
    bed.settle(one);
    InboxConsumer two = bed.consumer();
    both(one, two);
    send(11, 20);
    both(one, two);

    requireAll(20);
    assertThat(one.status().partitions()).isEqualTo(2);
    assertThat(two.status().partitions()).isEqualTo(2);
    assertThat(one.status().duplicates() + two.status().duplicates()).isZero();
  }

  @Test
  void anEvictedMemberDropsWhatItHasNotBegun() {
    InMemorySource source = bed.topics.source();
    InboxConsumer one = bed.builder(InboxOptions.DEFAULT, source).build();
    send(1, 10);
    one.steps().read(); // joins, and is assigned
    one.steps().read();
    bed.evict(source);
    InboxConsumer two = bed.consumer();
    bed.settle(two);
    one.steps().handle(); // a zombie
    both(one, two);

    requireAll(10);
  }

  @Test
  void aStormOfRebalancesHoldsUpNothing() {
    List<InboxConsumer> members = new ArrayList<>();
    for (int round = 1; round <= 30; round++) {
      members.add(bed.consumer());
      if (members.size() > 3) {
        members.remove(0).close();
      }
      send(round, round);
      for (int i = 0; i < 4; i++) {
        members.forEach(InboxConsumer::step);
        bed.topics.rebalance();
        members.forEach(InboxConsumer::step);
      }
    }
    for (int i = 0; i < 200 && bed.topics.lag() > 0; i++) {
      members.forEach(InboxConsumer::step);
      bed.clock.advance(Duration.ofMillis(50));
    }

    requireAll(30);
  }

  private void send(int from, int to) {
    for (int key = 0; key < 8; key++) {
      bed.send("k" + key, Bed.numbers(from, to));
    }
  }

  private void both(InboxConsumer one, InboxConsumer two) {
    for (int i = 0; i < 20; i++) {
      one.step();
      two.step();
    }
  }

  private void requireAll(int to) {
    for (int key = 0; key < 8; key++) {
      assertThat(bed.effects("k" + key)).containsExactly(Bed.numbers(1, to));
    }
  }
}
