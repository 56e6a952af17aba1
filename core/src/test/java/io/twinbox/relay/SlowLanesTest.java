package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.PublishResult;
import io.twinbox.testing.LaneEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An attempt that takes long, and one that is not made at all: only their lanes wait. */
class SlowLanesTest {
  private static final PublishResult SLOW =
      new PublishResult.UnderWay("no answer yet", "Slow", Duration.ofSeconds(30));
  private static final PublishResult BEHIND =
      new PublishResult.Postpone("behind", "HeldBack", Duration.ZERO);
  private static final PublishResult FAILED = new PublishResult.Retry("gone", "Gone", null);

  @RegisterExtension final Bed bed = new Bed();

  private final Late late = new Late(bed.publisher);

  private Relay relay(RelayOptions options) {
    return bed.builder("node-1", bed.store, late).options(options).build();
  }

  @Test
  void aBatchIsConfirmedWithoutTheAttemptThatTakesLongAndOtherLanesFlow() {
    Relay relay = relay(Bed.options(it -> it.pipeline(1)));
    long slow = bed.commit("a").get(0);
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    bed.settle(relay);
    long other = bed.commitTo("orders", "k2", "b");
    bed.settle(relay);
    late.acknowledge(1);
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(bed.state(other)).isEqualTo(EntryState.PUBLISHED);
    LaneEntry aside = bed.setAside(slow);
    assertThat(aside.state()).isEqualTo(EntryState.PARKED);
    assertThat(aside.attempts()).isZero();
    assertThat(aside.error()).isEqualTo("no answer yet");
    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
  }

  @Test
  void whatStandsBehindIsSentInOrderOnceTheResultIsThere() {
    Relay relay = relay(RelayOptions.DEFAULT);
    List<Long> seqs = new ArrayList<>(bed.commit("a", "b"));
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    late.answer(0, 1, BEHIND);
    bed.settle(relay);
    seqs.addAll(bed.commit("c"));
    bed.runFor(relay, Duration.ofSeconds(5));
    assertThat(late.batches()).hasSize(1);

    late.answer(0, 0, PublishResult.Published.INSTANCE);
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(bed.setAside(seqs.get(0)).state()).isEqualTo(EntryState.PUBLISHED);
    assertThat(bed.setAside(seqs.get(0)).attempts()).isEqualTo(1);
    assertThat(late.batches()).hasSize(2);
    assertThat(late.texts(1)).containsExactly("b", "c");
    assertThat(relay.status().published()).isEqualTo(1);
  }

  /** A second attempt beside the first could arrive before it. */
  @Test
  void nothingOfTheLaneIsTriedWhileTheAttemptLastsHoweverLong() {
    Relay relay = relay(RelayOptions.DEFAULT);
    bed.commit("a", "b");
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    late.answer(0, 1, BEHIND);
    bed.runFor(relay, Duration.ofMinutes(2));
    assertThat(late.batches()).hasSize(1);

    late.answer(0, 0, PublishResult.Published.INSTANCE);
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(late.texts(1)).containsExactly("b");
  }

  @Test
  void theAttemptIsCountedWhenItFailsInTheEnd() {
    Relay relay =
        relay(Bed.options(it -> it.retry(RetryPolicy.DEFAULT.withAfterDeath(AfterDeath.BLOCK))));
    List<Long> seqs = bed.commit("a", "b");
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    late.answer(0, 1, BEHIND);
    bed.settle(relay);
    late.answer(0, 0, FAILED);
    bed.settle(relay);

    assertThat(bed.setAside(seqs.get(0)).attempts()).isEqualTo(1);
    assertThat(bed.setAside(seqs.get(0)).error()).isEqualTo("gone");
    assertThat(bed.setAside(seqs.get(1)).attempts()).isZero();
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(late.texts(1)).containsExactly("a");
  }

  /** The answer overtakes the settling of the batch, but the lane was seen to be slow. */
  @Test
  void aLaneThatWasBlockedForASlowAttemptIsFreeAgainWhenNothingOfItWaits() {
    Relay relay = relay(RelayOptions.DEFAULT);
    bed.commit("a");
    bed.commitTo("orders", "k2", "b");
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    bed.commitTo("orders", "k3", "c");
    bed.settle(relay);
    late.answer(0, 0, PublishResult.Published.INSTANCE);
    late.acknowledge(0);
    late.acknowledge(1);
    bed.runFor(relay, Duration.ofSeconds(2));

    assertThat(relay.status().blockedLanes()).isZero();
    assertThat(relay.status().published()).isEqualTo(3);
    assertThat(late.batches()).hasSize(2);
  }

  @Test
  void aGracefulStopWaitsForTheAttempt() {
    Relay relay = relay(RelayOptions.DEFAULT);
    long seq = bed.commit("a").get(0);
    bed.settle(relay);
    late.answer(0, 0, SLOW);
    bed.settle(relay);
    late.answer(0, 0, PublishResult.Published.INSTANCE);
    relay.close();

    assertThat(bed.state(seq)).isEqualTo(EntryState.PUBLISHED);
  }

  @Test
  void afterACrashTheEntryIsTriedAgainWhenTheAttemptMustHaveEnded() {
    Relay first = relay(RelayOptions.DEFAULT);
    bed.commit("a");
    bed.settle(first);
    late.answer(0, 0, SLOW);
    bed.settle(first);
    bed.crash();
    Relay second = bed.builder("node-2", bed.store, late).build();
    bed.runFor(second, Duration.ofSeconds(29));
    assertThat(late.batches()).hasSize(1);
    bed.runFor(second, Duration.ofSeconds(3));

    assertThat(late.texts(1)).containsExactly("a");
  }

  @Test
  void whatIsPostponedBurnsNoAttemptsHoweverOften() {
    bed.publisher.postpone(entry -> true, Duration.ofSeconds(2));
    Relay relay = bed.relay(Bed.options(it -> it.retry(RetryPolicy.DEFAULT.withMaxAttempts(1))));
    List<Long> seqs = bed.commit("1", "2", "3");
    bed.runFor(relay, Duration.ofMinutes(5));
    assertThat(seqs).extracting(seq -> bed.setAside(seq).attempts()).containsOnly(0);
    assertThat(bed.setAside(seqs.get(0)).error()).isEqualTo("postponed, as the test asked");
    assertThat(relay.status().parked()).isZero();

    bed.publisher.heal();
    bed.drain(relay);
    assertThat(bed.arrived()).containsExactly("1", "2", "3");
  }
}
