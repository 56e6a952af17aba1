package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.PublishResult;
import io.twinbox.testing.LaneEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An entry that the destination will never take, and what its lane does then. */
class RejectionTest {
  private static final Duration MINUTES = Duration.ofMinutes(5);

  @RegisterExtension final Bed bed = new Bed();

  @Test
  void aRejectedEntryIsDeadAtOnceWithItsReason() {
    rejectBad();
    Relay relay = bed.relay();
    long seq = bed.commit("bad").get(0);
    bed.runFor(relay, Duration.ofMillis(100));

    LaneEntry dead = bed.setAside(seq);
    assertThat(dead.state()).isEqualTo(EntryState.DEAD);
    assertThat(dead.attempts()).isEqualTo(1);
    assertThat(dead.error()).isEqualTo("rejected, as the test asked");
    assertThat(dead.errorClass()).isEqualTo("Rejected");
    assertThat(dead.blocking()).isFalse();
    assertThat(relay.status().dead()).isEqualTo(1);
    assertThat(relay.status().parked()).isZero();
  }

  @Test
  void itIsNeverTriedAgainByItself() {
    rejectBad();
    Relay relay = bed.relay();
    bed.commit("bad");
    bed.runFor(relay, MINUTES);
    bed.publisher.heal();
    bed.runFor(relay, MINUTES);

    assertThat(bed.arrived()).isEmpty();
  }

  @Test
  void itsLaneAndAllOthersGoOnWithSkip() {
    rejectBad();
    Relay relay = bed.relay();
    bed.commit("a", "bad", "b");
    bed.commitTo("orders", "k2", "c");
    bed.settle(relay);
    bed.commit("d");
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("a", "b", "c", "d");
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void itsLaneWaitsWithBlockAlsoInsideTheSameBatch() {
    rejectBad();
    Relay relay = bed.relay(blocking(100, 3));
    List<Long> seqs = bed.commit("a", "bad", "b");
    bed.commitTo("orders", "k2", "c");
    bed.runFor(relay, Duration.ofMillis(100));
    long later = bed.commit("d").get(0);
    bed.runFor(relay, MINUTES);

    assertThat(bed.arrived()).containsExactly("a", "c");
    assertThat(bed.setAside(seqs.get(1)).blocking()).isTrue();
    assertThat(List.of(bed.state(seqs.get(2)), bed.state(later))).containsOnly(EntryState.PARKED);
    assertThat(bed.setAside(seqs.get(2)).attempts()).isZero();
    assertThat(relay.status().blockedLanes()).isEqualTo(1);
  }

  @Test
  void laterBatchesOfTheLaneAreHeldBackFromTheMomentTheRejectionIsKnown() {
    rejectBad();
    bed.publisher.destination().holdAcknowledgements();
    Relay relay = bed.relay(blocking(1, 3));
    bed.commit("bad");
    List<Long> waiting = bed.commit("b", "c", "d");
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(bed.arrived()).isEmpty();
    assertThat(waiting).extracting(bed::state).containsOnly(EntryState.PARKED);
  }

  /** Batches of one entry, two in flight; a dead letter blocks its lane. */
  private Relay.Builder oneByOne(Late late) {
    return bed.builder("node-1", bed.store, late)
        .options(
            Bed.options(
                it ->
                    it.batchSize(1)
                        .pipeline(2)
                        .retry(RetryPolicy.DEFAULT.withAfterDeath(AfterDeath.BLOCK))));
  }

  /** The answer came too late for the second batch, but not for the third. */
  @Test
  void aRejectionAnsweredLateStopsWhatIsNotYetSent() {
    Late late = new Late(bed.publisher);
    Relay relay = oneByOne(late).build();
    List<Long> seqs = bed.commit("bad", "b", "c");
    bed.settle(relay);
    late.answer(0, 0, new PublishResult.Reject("too large", "TooLarge"));
    bed.settle(relay);
    late.acknowledge(1);
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(late.batches()).hasSize(2);
    assertThat(seqs)
        .extracting(bed::state)
        .containsExactly(EntryState.DEAD, EntryState.PUBLISHED, EntryState.PARKED);
  }

  /** A listener may take its time; what fails meanwhile is known before the batch goes. */
  @Test
  void aRejectionAnsweredWhileAListenerIsToldStopsTheBatchItIsToldOf() {
    Late late = new Late(bed.publisher);
    RelayListener listener =
        new RelayListener() {
          @Override
          public void batchClaimed(long no, int entries) {
            if (!late.batches().isEmpty()) {
              late.answer(0, 0, new PublishResult.Reject("too large", "TooLarge"));
            }
          }
        };
    Relay relay = oneByOne(late).listener(listener).build();
    List<Long> seqs = bed.commit("bad", "b");
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(late.batches()).hasSize(1);
    assertThat(seqs).extracting(bed::state).containsExactly(EntryState.DEAD, EntryState.PARKED);
  }

  @Test
  void discardingABlockingDeadLetterFreesItsLaneInOrder() {
    rejectBad();
    Relay relay = bed.relay(blocking(100, 3));
    List<Long> seqs = bed.commit("bad", "b", "c");
    bed.runFor(relay, Duration.ofSeconds(10));
    bed.store.discard(Bed.ORDERS, seqs.get(0));
    bed.commit("d");
    bed.drain(relay);
    bed.commit("e");
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("b", "c", "d", "e");
    assertThat(bed.state(seqs.get(0))).isEqualTo(EntryState.DEAD);
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void retryingABlockingDeadLetterPublishesItBeforeAllThatWaited() {
    rejectBad();
    Relay relay = bed.relay(blocking(100, 3));
    List<Long> seqs = bed.commit("bad", "b", "c");
    bed.runFor(relay, Duration.ofSeconds(10));
    bed.publisher.heal();
    bed.store.retry(Bed.ORDERS, seqs.get(0));
    bed.drain(relay);
    bed.commit("d");
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("bad", "b", "c", "d");
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void aDeadLetterRetriedInVainBlocksAgain() {
    rejectBad();
    Relay relay = bed.relay(blocking(100, 3));
    List<Long> seqs = bed.commit("bad", "b");
    bed.runFor(relay, Duration.ofSeconds(10));
    bed.store.retry(Bed.ORDERS, seqs.get(0));
    bed.runFor(relay, MINUTES);

    assertThat(bed.arrived()).isEmpty();
    assertThat(bed.setAside(seqs.get(0)).blocking()).isTrue();
    assertThat(bed.setAside(seqs.get(0)).attempts()).isEqualTo(1);
    assertThat(bed.state(seqs.get(1))).isEqualTo(EntryState.PARKED);
  }

  @Test
  void aDiscardedHeadWithNobodyBehindItFreesTheLaneForWhatComes() {
    rejectBad();
    Relay relay = bed.relay(blocking(100, 3));
    long dead = bed.commit("bad").get(0);
    bed.runFor(relay, Duration.ofSeconds(10));
    bed.store.discard(Bed.ORDERS, dead);
    bed.commit("b", "c");
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("b", "c");
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void aDeadLetterOfALaneThatWentOnCanBePublishedLater() {
    rejectBad();
    Relay relay = bed.relay();
    long dead = bed.commit("bad", "b").get(0);
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.publisher.heal();
    bed.store.retry(Bed.ORDERS, dead);
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("b", "bad");
    assertThat(bed.state(dead)).isEqualTo(EntryState.PUBLISHED);
  }

  private void rejectBad() {
    bed.publisher.reject(entry -> Bed.text(entry).equals("bad"));
  }

  private static RelayOptions blocking(int batchSize, int pipeline) {
    return Bed.options(
        it ->
            it.batchSize(batchSize)
                .pipeline(pipeline)
                .retry(RetryPolicy.DEFAULT.withAfterDeath(AfterDeath.BLOCK)));
  }
}
