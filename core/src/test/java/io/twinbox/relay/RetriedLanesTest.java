package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RowKind;
import io.twinbox.testing.InMemoryTransaction;
import io.twinbox.testing.LaneEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An entry that fails for now: its lane waits and drains in order, all others flow. */
class RetriedLanesTest {
  @RegisterExtension final Bed bed = new Bed();

  @Test
  void aFailingLaneIsParkedWithAttemptsReasonAndNextAttempt() {
    bed.publisher.missTopic("orders");
    Relay relay = bed.relay();
    long seq = bed.commit("a").get(0);
    bed.settle(relay);

    LaneEntry parked = bed.setAside(seq);
    assertThat(parked.state()).isEqualTo(EntryState.PARKED);
    assertThat(parked.attempts()).isEqualTo(1);
    assertThat(parked.error()).isEqualTo("no such topic: orders");
    assertThat(parked.errorClass()).isEqualTo("UnknownTopic");
    assertThat(parked.nextAttemptAt())
        .isBetween(bed.clock.instant().plusMillis(400), bed.clock.instant().plusMillis(500));
    assertThat(relay.status().parked()).isEqualTo(1);
    assertThat(relay.status().blockedLanes()).isEqualTo(1);
  }

  @Test
  void laterEntriesLineUpWithoutAttemptsOfTheirOwnAndOtherLanesFlow() {
    failing("a");
    Relay relay = bed.relay();
    List<Long> seqs = new ArrayList<>(bed.commit("a", "b"));
    bed.commitTo("orders", "k2", "c");
    bed.settle(relay);
    seqs.addAll(bed.commit("d"));
    bed.commitTo("other", "k", "e");
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("c", "e");
    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PARKED);
    assertThat(seqs).extracting(seq -> bed.setAside(seq).attempts()).containsExactly(1, 0, 0);
    assertThat(relay.status().parked()).isEqualTo(1);
  }

  @Test
  void aMissingTopicStopsItsLanesOnly() {
    bed.publisher.missTopic("missing");
    Relay relay = bed.relay();
    for (int i = 0; i < 50; i++) {
      bed.commitTo("missing", "k" + i, "m" + i);
      bed.commitTo("orders", "k" + i, "o" + i);
    }
    bed.runFor(relay, Duration.ofSeconds(1));
    assertThat(bed.arrived()).hasSize(50).allMatch(text -> text.startsWith("o"));
    assertThat(relay.status().blockedLanes()).isEqualTo(50);

    bed.publisher.createTopic("missing");
    bed.drain(relay);
    assertThat(bed.arrived()).hasSize(100);
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void aLaneDrainsInOrderOnceItsHeadIsPublishedAndFlowsAgain() {
    failing("1");
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(3)));
    bed.commit("1", "2", "3", "4");
    bed.runFor(relay, Duration.ofSeconds(5));
    bed.commit("5", "6");
    bed.runFor(relay, Duration.ofSeconds(5));
    bed.publisher.heal();
    bed.drain(relay);
    int rows = bed.kinds().size();
    bed.commit("7");
    bed.settle(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 7));
    assertThat(bed.kinds().subList(rows, rows + 1)).containsExactly(RowKind.CLAIM);
  }

  @Test
  void whatIsAppendedWhileItsLaneDrainsStaysBehind() {
    failing("1");
    Relay relay = bed.relay(Bed.options(it -> it.batchSize(1).pipeline(3)));
    bed.commit("1", "2", "3");
    bed.runFor(relay, Duration.ofSeconds(2));
    bed.publisher.heal();
    for (int i = 4; i <= 40; i++) {
      bed.runFor(relay, Duration.ofMillis(i % 7 * 20L));
      bed.commit(String.valueOf(i));
      relay.step();
    }
    bed.drain(relay);

    assertThat(bed.arrived()).isEqualTo(Bed.numbers(1, 40));
  }

  @Test
  void whoFailsWhileItsLaneDrainsStopsThoseBehindIt() {
    failing("1");
    Relay relay = bed.relay();
    List<Long> seqs = bed.commit("1", "2", "3");
    bed.runFor(relay, Duration.ofSeconds(1));
    bed.publisher.heal();
    failing("2");
    bed.runFor(relay, Duration.ofSeconds(10));
    assertThat(bed.arrived()).containsExactly("1");
    assertThat(bed.setAside(seqs.get(1)).attempts()).isPositive();
    assertThat(bed.setAside(seqs.get(2)).attempts()).isZero();

    bed.publisher.heal();
    bed.drain(relay);
    assertThat(bed.arrived()).containsExactly("1", "2", "3");
  }

  @Test
  void theBackoffDoublesUpToItsCap() {
    List<Instant> tries = failingAndWatched("a", null);
    RetryPolicy policy =
        new RetryPolicy(8, Duration.ofSeconds(1), Duration.ofSeconds(10), 2, 0, AfterDeath.SKIP);
    Relay relay = bed.relay(Bed.options(it -> it.retry(policy)));
    bed.commit("a");
    bed.runFor(relay, Duration.ofMinutes(5));

    List<Long> waits =
        Stream.iterate(1, i -> i < tries.size(), i -> i + 1)
            .map(i -> Duration.between(tries.get(i - 1), tries.get(i)).toSeconds())
            .toList();
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
  }

  @Test
  void theDestinationMayAskForALongerWait() {
    List<Instant> tries = failingAndWatched("a", Duration.ofSeconds(30));
    Relay relay = bed.relay();
    bed.commit("a");
    bed.runFor(relay, Duration.ofSeconds(40));

    assertThat(tries).hasSize(2);
    assertThat(Duration.between(tries.get(0), tries.get(1)))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @Test
  void aDestinationThatAsksForAnAgeIsAskedAgainTheNextDay() {
    List<Instant> tries = failingAndWatched("a", Duration.ofSeconds(Long.MAX_VALUE));
    Relay relay = bed.relay();
    long seq = bed.commit("a").get(0);
    bed.runFor(relay, Duration.ofSeconds(10));

    assertThat(relay.status().state()).isEqualTo(RelayState.RUNNING);
    assertThat(bed.setAside(seq).nextAttemptAt())
        .isEqualTo(tries.get(0).plus(RetryPolicy.LONGEST_BACKOFF));
  }

  @Test
  void afterItsLastAttemptTheHeadIsDeadAndTheLaneGoesOn() {
    failing("a");
    Relay relay = bed.relay(attempts(3, AfterDeath.SKIP));
    List<Long> seqs = bed.commit("a", "b");
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("b");
    assertThat(bed.setAside(seqs.get(0)).state()).isEqualTo(EntryState.DEAD);
    assertThat(bed.setAside(seqs.get(0)).attempts()).isEqualTo(3);
    assertThat(relay.status().dead()).isEqualTo(1);
    assertThat(relay.status().blockedLanes()).isZero();
  }

  @Test
  void afterItsLastAttemptTheHeadIsDeadAndTheLaneWaitsWithBlock() {
    failing("a");
    Relay relay = bed.relay(attempts(3, AfterDeath.BLOCK));
    List<Long> seqs = bed.commit("a", "b");
    bed.runFor(relay, Duration.ofMinutes(10));

    assertThat(bed.arrived()).isEmpty();
    assertThat(bed.setAside(seqs.get(0)).blocking()).isTrue();
    assertThat(bed.state(seqs.get(1))).isEqualTo(EntryState.PARKED);

    bed.publisher.heal();
    bed.store.retry(Bed.ORDERS, seqs.get(0));
    bed.drain(relay);
    assertThat(bed.arrived()).containsExactly("a", "b");
  }

  @Test
  void withASingleAttemptTheFirstFailureIsTheLast() {
    failing("a");
    Relay relay = bed.relay(attempts(1, AfterDeath.SKIP));
    List<Long> seqs = bed.commit("a", "b", "c");
    bed.drain(relay);

    assertThat(bed.arrived()).containsExactly("b", "c");
    assertThat(bed.state(seqs.get(0))).isEqualTo(EntryState.DEAD);
  }

  @Test
  void entriesWithoutAKeyShareOneLanePerTopic() {
    failing("a");
    Relay relay = bed.relay();
    InMemoryTransaction transaction = bed.store.begin();
    long first = transaction.append("orders", null, "a").seq();
    long second = transaction.append("orders", null, "b").seq();
    transaction.append("orders", "k", "c");
    transaction.append("other", null, "d");
    transaction.commit();
    bed.settle(relay);

    assertThat(bed.arrived()).containsExactly("c", "d");
    assertThat(List.of(bed.state(first), bed.state(second))).containsOnly(EntryState.PARKED);
    assertThat(bed.setAside(second).attempts()).isZero();
    assertThat(relay.status().blockedLanes()).isEqualTo(1);
  }

  @Test
  void aRetryIsANumberedBatchLikeAnyOther() {
    failing("a");
    Relay relay = bed.relay();
    long seq = bed.commit("a").get(0);
    bed.runFor(relay, Duration.ofMillis(300));
    bed.publisher.heal();
    bed.drain(relay);

    assertThat(bed.kinds())
        .containsExactly(
            RowKind.TAKEOVER, RowKind.CLAIM, RowKind.CONFIRM, RowKind.RETRY, RowKind.CONFIRM);
    assertThat(bed.rows().get(3).row().retried()).containsExactly(seq);
  }

  /** Several batches of retries may be in flight, but a lane is never tried twice at once. */
  @Test
  void aParkedEntryIsNotTriedAgainWhileItsAnswerIsOpen() {
    failing("a");
    Relay relay = bed.relay(Bed.options(it -> it.stallAfter(Duration.ofMinutes(9))));
    bed.commit("a");
    bed.runFor(relay, Duration.ofMillis(300));
    bed.publisher.heal();
    bed.publisher.destination().holdAcknowledgements();
    bed.runFor(relay, Duration.ofMinutes(5));

    assertThat(bed.arrived()).containsExactly("a");
  }

  @Test
  void aRetryThatTakesLongKeepsNoOtherLaneWaitingThatIsDueLater() {
    Late late = new Late(bed.publisher);
    Relay relay = bed.builder("node-1", bed.store, late).build();
    bed.commitTo("orders", "k1", "a");
    bed.commitTo("orders", "k2", "b");
    bed.settle(relay);
    late.answer(0, 0, new PublishResult.Retry("gone", "Gone", null));
    late.answer(0, 1, new PublishResult.Retry("gone", "Gone", Duration.ofSeconds(1)));
    bed.runFor(relay, Duration.ofMillis(800));
    assertThat(late.texts(1)).containsExactly("a");
    bed.runFor(relay, Duration.ofSeconds(1));

    assertThat(late.batches()).hasSize(3);
    assertThat(late.texts(2)).containsExactly("b");
  }

  @Test
  void anAnswerThatComesLateParksTheLaneToo() {
    Late late = new Late(bed.publisher);
    Relay relay = bed.builder("node-1", bed.store, late).build();
    List<Long> seqs = bed.commit("a", "b");
    bed.settle(relay);
    PublishResult later = new PublishResult.Retry("leader gone", "NotLeader", null);
    late.answer(0, 0, later);
    late.answer(0, 1, later);
    bed.settle(relay);

    assertThat(seqs).extracting(bed::state).containsOnly(EntryState.PARKED);
    assertThat(seqs).extracting(seq -> bed.setAside(seq).attempts()).containsExactly(1, 0);
  }

  private void failing(String text) {
    bed.publisher.retry(entry -> Bed.text(entry).equals(text), null);
  }

  private List<Instant> failingAndWatched(String text, @Nullable Duration after) {
    List<Instant> tries = new ArrayList<>();
    bed.publisher.retry(
        entry -> {
          tries.add(bed.clock.instant());
          return Bed.text(entry).equals(text);
        },
        after);
    return tries;
  }

  private static RelayOptions attempts(int most, AfterDeath fate) {
    return Bed.options(
        it -> it.retry(RetryPolicy.DEFAULT.withMaxAttempts(most).withAfterDeath(fate)));
  }
}
