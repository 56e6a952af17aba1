package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.PublishResult;
import io.twinbox.testing.StoreCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a relay knows to have been delivered it does not send again, whatever the journal says. */
class DeliveredTest {
  private static final PublishResult SLOW =
      new PublishResult.UnderWay("no answer yet", "Slow", Duration.ofSeconds(3));

  @RegisterExtension final Bed bed = new Bed();

  private final Late late = new Late(bed.publisher);
  private final Relay relay = bed.builder("node-1", bed.store, late).build();

  @Test
  void ofABatchThatWasLostOnlyTheRestIsSentAgain() {
    bed.commitMany(1, 4);
    bed.settle(relay);
    late.answer(0, 0, PublishResult.Published.INSTANCE);
    late.answer(0, 2, PublishResult.Published.INSTANCE);
    late.batches().get(0).outcomes().lost(new IllegalStateException("the connection broke"));
    bed.runUntil(relay, () -> late.batches().size() == 2);
    assertThat(late.texts(1)).containsExactly("2", "4");

    late.acknowledge(1);
    bed.drain(relay);
    assertThat(late.batches()).hasSize(2);
  }

  @Test
  void aBatchThatWasDeliveredAndCouldNotBeConfirmedIsNotSentAgain() {
    List<Long> seqs = bed.commit("a", "b");
    bed.settle(relay);
    bed.store.faults().failBefore(StoreCall.WRITE);
    late.acknowledge(0);
    bed.drain(relay);
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(late.batches()).hasSize(1);
    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PUBLISHED);
    assertThat(bed.lastRow().row().confirmed()).isPositive();
  }

  /** Set aside as taking long, delivered, and the write that says so fails. */
  @Test
  void anAttemptThatTookLongIsNotMadeAgainOnceItHasArrived() {
    List<Long> seqs = bed.commit("a", "b");
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    late.answer(0, 1, new PublishResult.Postpone("behind", "Behind", Duration.ZERO));
    bed.settle(relay);
    bed.store.faults().failBefore(StoreCall.WRITE);
    late.answer(0, 0, PublishResult.Published.INSTANCE);
    bed.runUntil(relay, () -> late.batches().size() == 2);
    assertThat(late.texts(1)).containsExactly("b");

    late.acknowledge(1);
    bed.drain(relay);
    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PUBLISHED);
  }

  /** Its numbers are given out again, for something else. */
  @Test
  void anotherMessageUnderTheSameNumberIsSent() {
    var backup = bed.store.backup();
    long first = bed.commit("a").get(0);
    bed.settle(relay);
    late.answer(0, 0, PublishResult.Published.INSTANCE);
    bed.store.faults().failBefore(StoreCall.WRITE);
    bed.store.restore(backup);
    bed.runFor(relay, Duration.ofSeconds(1));
    long second = bed.commit("b").get(0);
    bed.runUntil(relay, () -> late.batches().size() == 2);

    assertThat(second).isEqualTo(first);
    assertThat(late.texts(1)).containsExactly("b");
    late.acknowledge(1);
    bed.drain(relay);
  }
}
