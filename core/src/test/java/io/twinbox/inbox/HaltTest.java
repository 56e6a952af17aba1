package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.spi.MonotonicClock;
import io.twinbox.testing.InMemorySource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After some errors a consumer does nothing any more: it says so, and is not in the way. */
@Timeout(180)
class HaltTest {
  private final Bed bed = new Bed(3);

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void whoHaltsLeavesItsPartitionsToTheOthers(InboxMode mode) {
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(10).workers(1));
    for (int key = 0; key < 6; key++) {
      bed.send("k" + key, Bed.numbers(1, 20));
    }
    InboxConsumer sick = sick(options).start();
    await().until(() -> sick.status().state() == InboxState.HALTED);
    try (InboxConsumer healthy =
        bed.builder(options, bed.topics.source()).clock(MonotonicClock.system()).build().start()) {
      await().until(() -> healthy.status().partitions() == 3 && bed.topics.lag() == 0);
      if (mode == InboxMode.INLINE) { // else what the other had claimed comes back with its lease
        for (int key = 0; key < 6; key++) {
          assertThat(bed.effects("k" + key)).containsExactly(Bed.numbers(1, 20));
        }
      }
    }
    assertThat(sick.status().partitions()).isZero();
    sick.close();
    assertThat(sick.status().state()).isEqualTo(InboxState.HALTED);
    assertThat(sick.status().lastError()).contains("as the test asked");
  }

  private InboxConsumer sick(InboxOptions options) {
    InMemorySource source = bed.topics.source();
    return bed.builder(options, source, bed.store, bed.store)
        .on(
            "test",
            TextCodec.TEXT,
            (text, context) -> {
              throw new OutOfMemoryError("as the test asked");
            })
        .clock(MonotonicClock.system())
        .build();
  }

  /** The clock is what a line asks between two steps. */
  @Test
  void aLineThatDiesHaltsTheConsumerVisibly() {
    AtomicBoolean broken = new AtomicBoolean();
    MonotonicClock clock =
        () -> {
          if (broken.get() && Thread.currentThread().getName().contains("-handle-")) {
            throw new IllegalStateException("no clock, as the test asked");
          }
          return System.nanoTime();
        };
    InMemorySource source = bed.topics.source();
    bed.store.faults().goDown();
    try (InboxConsumer consumer =
        bed.builder(InboxOptions.DEFAULT, source).clock(clock).build().start()) {
      await().until(() -> consumer.status().state() == InboxState.DATABASE_DOWN);
      broken.set(true);
      await().until(() -> consumer.status().state() == InboxState.HALTED);
      assertThat(consumer.status().lastError()).contains("no clock");
    }
  }
}
