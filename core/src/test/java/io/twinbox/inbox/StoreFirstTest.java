package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.RecordFault;
import io.twinbox.testing.MemoryFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Records are stored first, and handled at the database's pace. */
class StoreFirstTest {
  private static final InboxOptions STORE_FIRST =
      Bed.options(it -> it.mode(InboxMode.STORE_FIRST).chunkRecords(10));

  private final Bed bed = new Bed();

  @Test
  void everyRecordIsHandledOnceAndKeysKeepTheirOrder() {
    for (String key : List.of("a", "b", "c")) {
      bed.send(key, Bed.numbers(1, 40));
    }
    InboxConsumer consumer = bed.consumer(STORE_FIRST);
    bed.drain(consumer);

    for (String key : List.of("a", "b", "c")) {
      assertThat(bed.effects(key)).containsExactly(Bed.numbers(1, 40));
    }
    assertThat(consumer.status().stored()).isEqualTo(120);
    assertThat(consumer.status().handled()).isEqualTo(120);
    assertThat(bed.rows()).isEmpty();
  }

  @Test
  void twoNodesShareTheWork() {
    InboxOptions oneWorker =
        Bed.options(it -> it.mode(InboxMode.STORE_FIRST).chunkRecords(10).workers(1));
    InboxConsumer one = bed.consumer(oneWorker);
    InboxConsumer two = bed.consumer(oneWorker);
    for (int round = 1; round <= 50; round++) {
      for (int key = 0; key < 30; key++) {
        bed.send("k" + key, String.valueOf(round));
      }
      for (int i = 0; i < 5; i++) {
        one.step();
        two.step();
        bed.clock.advance(Duration.ofMillis(5));
      }
    }
    bed.drain(one);

    for (int key = 0; key < 30; key++) {
      assertThat(bed.effects("k" + key)).containsExactly(Bed.numbers(1, 50));
    }
    assertThat(one.status().handled()).isPositive();
    assertThat(two.status().handled()).isPositive();
  }

  @Test
  void aFailingRecordHoldsUpItsLaneOnly() {
    Set<String> failing = new HashSet<>(Set.of("a5"));
    bed.behaviour = InlineTest.failOn(failing);
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      texts.add("a" + i);
    }
    bed.send("a", texts.toArray(new String[0]));
    bed.send("b", "b1", "b2");
    InboxConsumer consumer = bed.consumer(STORE_FIRST);
    bed.runFor(consumer, Duration.ofSeconds(5));
    assertThat(bed.effects("a")).containsExactly("a1", "a2", "a3", "a4");
    assertThat(bed.effects("b")).containsExactly("b1", "b2");
    failing.clear();
    bed.drain(consumer);

    assertThat(bed.effects("a")).containsExactlyElementsOf(texts);
  }

  @Test
  void unreadableRecordsBecomeDeadLettersWhenTheirTurnComes() {
    bed.send("a", "a1", "!a2", "a3");
    bed.drain(bed.consumer(STORE_FIRST));

    assertThat(bed.effects()).containsExactly("a1", "a3");
    assertThat(bed.dead()).extracting(Bed::text).containsExactly("!a2");
    assertThat(bed.dead().get(0).failure().fault()).isEqualTo(RecordFault.UNDECODABLE);
    assertThat(bed.notes.all).containsExactly("dead !a2 0 UNDECODABLE");
  }

  @Test
  void theSourceWaitsWhileTheBacklogIsAboveItsLimit() {
    bed.behaviour =
        (text, context) -> {
          throw new IllegalStateException(MemoryFaults.unavailable());
        };
    bed.send("a", Bed.numbers(1, 500));
    InboxOptions options =
        Bed.options(it -> it.mode(InboxMode.STORE_FIRST).chunkRecords(10).backlogLimit(50));
    InboxConsumer consumer = bed.consumer(options);
    for (int i = 0; i < 400; i++) {
      consumer.step();
      bed.clock.advance(Duration.ofMillis(20));
    }
    assertThat(consumer.status().read()).isBetween(50L, 80L);
    assertThat(consumer.status().backlog().received()).isPositive();

    bed.behaviour = (text, context) -> {};
    bed.drain(consumer);
    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 500));
  }
}
