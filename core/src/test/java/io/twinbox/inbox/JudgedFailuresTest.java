package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong while it is decided what becomes of a failure. */
class JudgedFailuresTest {
  private final Bed bed = new Bed();

  @Test
  void anErrorThatCannotSayWhatItIsIsAFailureLikeAnyOther() {
    bed.behaviour =
        (text, context) -> {
          if (text.equals("a")) {
            throw new IllegalStateException("its cause is odd", new UnspeakableException());
          }
          if (text.equals("b")) {
            throw new UnspeakableException();
          }
        };
    bed.send(null, "a", "b", "c");
    InboxConsumer consumer = bed.consumer();
    bed.settle(consumer);

    assertThat(bed.effects()).containsExactly("c");
    assertThat(bed.rows()).extracting(Bed::text).containsExactlyInAnyOrder("a", "b");
    assertThat(bed.rows())
        .allSatisfy(
            row ->
                assertThat(row.failure().stack()).contains(UnspeakableException.class.getName()));
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  /** The backoff is drawn by lot: the second failure's lot fails, with more behind it in hand. */
  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void whatFailsWhileAFailureIsJudgedLosesNothing(InboxMode mode) {
    int[] lots = {0};
    RandomGenerator random =
        () -> {
          if (++lots[0] == 2) {
            throw new IllegalStateException("as the test asked");
          }
          return 4;
        };
    bed.behaviour =
        (text, context) -> {
          if (Set.of("2", "5").contains(text)) {
            throw new IllegalStateException("no");
          }
        };
    bed.send(null, Bed.numbers(1, 16));
    InboxOptions options = Bed.options(it -> it.mode(mode).chunkRecords(16));
    InboxConsumer consumer = bed.builder(options, bed.topics.source()).random(random).build();
    bed.runFor(consumer, Duration.ofSeconds(5)); // much shorter than a lease

    assertThat(lots[0]).isGreaterThan(2);
    assertThat(bed.effects()).hasSize(14).doesNotContain("2", "5").doesNotHaveDuplicates();
    assertThat(bed.notes.all).contains("parked 2 1 HANDLER_FAILED", "parked 5 1 HANDLER_FAILED");
    assertThat(bed.rows()).extracting(Bed::text).containsExactlyInAnyOrder("2", "5");
  }
}
