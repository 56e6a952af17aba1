package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many records of one type by one call. */
class BatchTest {
  private final Bed bed = new Bed();
  private final List<List<String>> batches = new ArrayList<>();

  private InboxConsumer consumer(InboxMode mode) {
    return bed.builder(
            Bed.options(it -> it.mode(mode).chunkRecords(100)),
            bed.topics.source(),
            bed.store,
            bed.store)
        .onBatch("test", TextCodec.TEXT, this::handle)
        .on("other", TextCodec.TEXT, bed::handle)
        .build();
  }

  private void handle(List<Delivery<String>> batch, Connection connection) {
    batches.add(batch.stream().map(Delivery::event).toList());
    for (Delivery<String> one : batch) {
      if (one.event().startsWith("bad")) {
        throw new IllegalStateException("one is bad");
      }
      bed.store.effect(connection, one.context().key().orElse("-"), one.event());
    }
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aBatchIsHandledByOneCall(InboxMode mode) {
    bed.send("a", Bed.numbers(1, 50));
    bed.drain(consumer(mode));

    assertThat(bed.effects()).containsExactly(Bed.numbers(1, 50));
    assertThat(batches).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void theOneThatFailsIsFoundAndTheOthersAreHandled(InboxMode mode) {
    for (int i = 1; i <= 50; i++) {
      bed.send("k" + i, i == 20 || i == 33 ? "bad" + i : "good" + i);
    }
    InboxConsumer consumer = consumer(mode);
    bed.runUntil(consumer, () -> bed.effects().size() == 48);
    bed.runFor(consumer, java.time.Duration.ofSeconds(1));

    assertThat(bed.effects()).hasSize(48).doesNotHaveDuplicates();
    assertThat(bed.live()).extracting(Bed::text).containsExactlyInAnyOrder("bad20", "bad33");
    assertThat(batches.size()).isLessThan(60);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void recordsOfOtherTypesKeepTheirPlaceInTheLane(InboxMode mode) {
    bed.send("a", "1", "2");
    bed.topics.send(Bed.TOPIC, "a", "x", "other", TextCodec.TEXT.encode("3"));
    bed.send("a", "4");
    bed.send("b", "5");
    bed.drain(consumer(mode));

    assertThat(bed.effects("a")).containsExactly("1", "2", "3", "4");
    assertThat(bed.effects("b")).containsExactly("5");
  }
}
