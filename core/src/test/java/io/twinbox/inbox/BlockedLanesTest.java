package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.RecordState;
import io.twinbox.RetryPolicy;
import io.twinbox.testing.InboxRow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lane that waits for the operator when its head has died: {@link AfterDeath#BLOCK}. */
class BlockedLanesTest {
  private static final RetryPolicy BLOCK =
      RetryPolicy.DEFAULT.withMaxAttempts(2).withAfterDeath(AfterDeath.BLOCK);

  private final Bed bed = new Bed();
  private final Set<String> failing = new HashSet<>(Set.of("a2"));

  private InboxConsumer withADeadHead(InboxMode mode) {
    bed.behaviour = InlineTest.failOn(failing);
    bed.send("a", "a1", "a2", "a3");
    bed.send("b", "b1");
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.mode(mode).retry(BLOCK)));
    bed.runUntil(consumer, () -> bed.dead().size() == 1);
    bed.send("a", "a4");
    bed.send("b", "b2");
    bed.runFor(consumer, Duration.ofHours(1));
    return consumer;
  }

  private long dead() {
    return bed.dead().get(0).seq();
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void itsLaterRecordsWaitHoweverLongAndOtherLanesGoOn(InboxMode mode) {
    InboxConsumer consumer = withADeadHead(mode);

    assertThat(bed.effects("a")).containsExactly("a1");
    assertThat(bed.effects("b")).containsExactly("b1", "b2");
    assertThat(bed.rows())
        .extracting(InboxRow::state)
        .containsExactly(RecordState.DEAD, RecordState.RECEIVED, RecordState.RECEIVED);
    assertThat(bed.topics.lag()).as("stored, and so not in the way of others").isZero();
    assertThat(consumer.status().state()).isEqualTo(InboxState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void theLaneGoesOnInOrderWhenTheHeadIsRetried(InboxMode mode) {
    InboxConsumer consumer = withADeadHead(mode);
    failing.clear();
    assertThat(bed.store.retry(Bed.PAYMENTS, dead())).isTrue();
    bed.runUntil(consumer, () -> bed.rows().isEmpty());

    assertThat(bed.effects("a")).containsExactly("a1", "a2", "a3", "a4");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void theLaneGoesOnWithoutTheHeadWhenItIsDiscarded(InboxMode mode) {
    InboxConsumer consumer = withADeadHead(mode);
    assertThat(bed.store.discard(Bed.PAYMENTS, dead())).isTrue();
    bed.runUntil(consumer, () -> bed.live().isEmpty());

    assertThat(bed.effects("a")).containsExactly("a1", "a3", "a4");
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aHeadThatDiesAgainBlocksAgain(InboxMode mode) {
    InboxConsumer consumer = withADeadHead(mode);
    assertThat(bed.store.retry(Bed.PAYMENTS, dead())).isTrue();
    bed.runFor(consumer, Duration.ofHours(1));

    assertThat(bed.effects("a")).containsExactly("a1");
    assertThat(bed.notes.all)
        .containsExactlyElementsOf(
            List.of(
                "parked a2 1 HANDLER_FAILED",
                "dead a2 2 HANDLER_FAILED",
                "parked a2 1 HANDLER_FAILED",
                "dead a2 2 HANDLER_FAILED"));
  }

  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void aRecordThatNobodyCanReadBlocksToo(InboxMode mode) {
    bed.send("a", "!a1", "a2");
    InboxConsumer consumer = bed.consumer(Bed.options(it -> it.mode(mode).retry(BLOCK)));
    bed.runFor(consumer, Duration.ofHours(1));
    assertThat(bed.effects()).isEmpty();
    assertThat(bed.store.discard(Bed.PAYMENTS, dead())).isTrue();
    bed.runUntil(consumer, () -> bed.live().isEmpty());

    assertThat(bed.effects()).containsExactly("a2");
  }

  /** A second delivery and a node that starts later find the lane as it is. */
  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void theLaneStaysBlockedForOtherNodesAndReplays(InboxMode mode) {
    withADeadHead(mode);
    bed.topics.replay();
    InboxConsumer other = bed.consumer(Bed.options(it -> it.mode(mode).retry(BLOCK)));
    bed.runFor(other, Duration.ofHours(1));

    assertThat(bed.effects("a")).containsExactly("a1");
    assertThat(bed.rows()).hasSize(3);
  }
}
