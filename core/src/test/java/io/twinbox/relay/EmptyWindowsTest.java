package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.RowKind;
import io.twinbox.testing.InMemoryTransaction;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows in which there is nothing for the relay: what was rolled back, or another channel's. */
class EmptyWindowsTest {
  @RegisterExtension final Bed bed = new Bed();

  /** From one place to more than a relay looks through at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 39, 40, 41, 500, 5_000})
  void aDifferenceThatEndsInARolledBackTailDoesNotHoldUpWhatFollows(int tail) {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4)));
    InMemoryTransaction undone = bed.store.begin();
    bed.commitMany(1, 4);
    fill(undone, tail);
    undone.rollback();
    bed.settle(relay);
    bed.commitMany(5, 8);
    bed.settle(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 39, 40, 41, 500, 5_000})
  void aHoleBetweenTwoBatchesIsPassedOver(int hole) {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4)));
    bed.commitMany(1, 4);
    InMemoryTransaction undone = bed.store.begin();
    fill(undone, hole);
    undone.rollback();
    bed.commitMany(5, 8);
    bed.settle(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 8));
  }

  @Test
  void aRelayThatDiesBehindAnEmptyTailGoesOnFromTheJournal() {
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(4)));
    InMemoryTransaction undone = bed.store.begin();
    bed.commitMany(1, 4);
    fill(undone, 3);
    undone.rollback();
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.crash();
    Relay next = bed.relay("node-2");
    bed.settle(next);
    bed.commitMany(5, 8);
    bed.settle(next);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 8));
  }

  /** A transaction that outlives many looks is found although the bound has moved past it. */
  @Test
  void whoCommitsAfterTheBoundHasMovedPastItsPlaceIsFound() {
    Relay relay = bed.relay();
    InMemoryTransaction late = bed.store.begin();
    late.append("orders", "k", "late");
    for (int i = 0; i < 5; i++) {
      InMemoryTransaction undone = bed.store.begin();
      fill(undone, 3_000);
      undone.rollback();
      bed.settle(relay);
    }
    late.commit();
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("late");
  }

  /** An idle relay beside busy others writes a row from time to time, and not one a look. */
  @Test
  void anIdleRelayWritesFewRows() {
    Relay relay = bed.relay();
    bed.settle(relay);
    for (int i = 0; i < 100; i++) {
      InMemoryTransaction undone = bed.store.begin();
      fill(undone, 100);
      undone.rollback();
      bed.settle(relay);
    }

    assertThat(bed.kinds()).filteredOn(RowKind.MARK::equals).hasSizeBetween(3, 5);
  }

  private static void fill(InMemoryTransaction transaction, int entries) {
    for (int i = 0; i < entries; i++) {
      transaction.append("orders", "k", "undone");
    }
  }
}
