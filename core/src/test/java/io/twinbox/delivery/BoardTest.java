package io.twinbox.delivery;

import static io.twinbox.delivery.BoardByHand.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is tried next, and what becomes of the others. Time is turned by hand. */
class BoardTest {
  private static final Answer DOWN = new Answer.Outage("cannot be reached", "Unreachable");
  private static final Answer FAILED = Answer.retry("failed", "Failed");
  private final Entries entries = new Entries();
  private BoardByHand hands = new BoardByHand(OPTIONS);

  @Test
  void lanesGoSideBySideAndInALaneOneAfterTheOther() {
    Entry a1 = entries.of("a", "k1");
    Entry a2 = entries.of("a", "k1");
    Entry other = entries.of("a", "k2");
    hands.hand(a1, a2, other);

    List<LaneLine.Running> first = hands.start();
    assertThat(seqs(first)).containsExactly(a1.seq(), other.seq());
    assertThat(hands.end(first.get(0), Answer.PUBLISHED))
        .isInstanceOf(PublishResult.Published.class);
    assertThat(seqs(hands.start())).containsExactly(a2.seq());
  }

  @Test
  void topicsTakeTurnsAndNoneTakesMoreThanItsShare() {
    hands.hand(
        entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("b", "4"));

    assertThat(hands.start())
        .extracting(it -> it.handed.entry().topic())
        .containsExactly("a", "b", "a");
  }

  @Test
  void whatStandsBehindAFailureGoesBackWithIt() {
    Outcomes outcomes = hands.hand(entries.of("a", "k"), entries.of("a", "k"));
    hands.end(hands.start().get(0), FAILED);

    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Retry.class);
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(hands.board.idle()).isTrue();
  }

  /** The relay looked at the results before the failure, and hands over after it. */
  @Test
  void whatIsHandedOverWithoutKnowingOfAFailureIsHeldBack() {
    Entry failed = entries.of("a", "k");
    hands.hand(failed);
    hands.end(hands.start().get(0), FAILED);
    Outcomes unknowing = hands.hand(entries.of("a", "k"), entries.of("a", "k"));
    assertThat(unknowing.open()).isZero();
    assertThat(unknowing.result(0)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(hands.start()).isEmpty();

    hands.hand(entries.of("a", "k"));
    assertThat(hands.start()).hasSize(1);
  }

  @Test
  void whoFailedAndIsHandedOverAgainGoesOnAtOnce() {
    Entry failed = entries.of("a", "k");
    hands.hand(failed);
    hands.end(hands.start().get(0), FAILED);
    hands.hand(failed);

    assertThat(seqs(hands.start())).containsExactly(failed.seq());
  }

  @Test
  void aBatchDoesNotWaitForAnAttemptThatTakesLong() {
    Outcomes outcomes = hands.hand(entries.of("a", "k"), entries.of("a", "k"));
    LaneLine.Running slow = hands.start().get(0);
    hands.pass(Duration.ofSeconds(3));

    assertThat(outcomes.open()).isZero();
    assertThat(outcomes.result(0))
        .isEqualTo(new PublishResult.UnderWay("no answer yet", "Slow", Duration.ofSeconds(28)));
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(hands.hand(entries.of("a", "k")).result(0))
        .isInstanceOf(PublishResult.Postpone.class);

    hands.end(slow, Answer.PUBLISHED);
    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Published.class);
    assertThat(hands.board.idle()).isTrue();
  }

  @Test
  void aSlowAttemptGivesItsPlaceToOtherTopicsButNotToItsOwn() {
    hands = new BoardByHand(OPTIONS.withConcurrency(2, 2));
    hands.hand(entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"));
    hands.start();
    hands.hand(entries.of("b", "4"));
    assertThat(hands.start()).isEmpty();
    hands.pass(Duration.ofSeconds(3));

    assertThat(hands.start()).extracting(it -> it.handed.entry().topic()).containsExactly("b");
  }

  @Test
  void anAttemptIsGivenUpAtItsLimit() {
    hands.hand(entries.of("a", "k"));
    hands.start();
    hands.pass(Duration.ofSeconds(29));
    assertThat(hands.board.losePatience(hands.now)).isEmpty();
    hands.now += Duration.ofSeconds(2).toNanos();

    assertThat(hands.board.losePatience(hands.now)).hasSize(1);
  }

  @Test
  void whatFindsNoPlaceBecauseItsTopicIsSlowIsPutOffOnceOthersCouldGo() {
    Outcomes outcomes =
        hands.hand(entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"));
    hands.start();
    hands.pass(Duration.ofSeconds(3));

    assertThat(outcomes.result(2)).isInstanceOf(PublishResult.Postpone.class);
    Outcomes next = hands.hand(entries.of("a", "4"));
    assertThat(next.result(0)).as("the topic is known to be full").isNotNull();
  }

  @Test
  void nobodyIsPutOffWhileEveryPlaceIsTakenByAttemptsThatGetOn() {
    hands = new BoardByHand(OPTIONS.withConcurrency(2, 2));
    Outcomes outcomes =
        hands.hand(
            entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("a", "4"));
    List<LaneLine.Running> first = hands.start();
    hands.now += Duration.ofMillis(1500).toNanos();
    first.forEach(it -> hands.end(it, Answer.PUBLISHED));
    hands.start();
    hands.pass(Duration.ofSeconds(1));

    assertThat(outcomes.open()).isEqualTo(2);
  }

  @Test
  void aTopicThatIsDownIsPutOffAsAWholeAndCostsNoAttempts() {
    Outcomes outcomes =
        hands.hand(
            entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("b", "1"));
    List<LaneLine.Running> running = hands.start();
    hands.end(running.get(0), DOWN);

    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(outcomes.result(2)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(outcomes.result(3)).isNull();
    assertThat(hands.hand(entries.of("a", "9")).result(0))
        .isInstanceOf(PublishResult.Postpone.class);
  }

  @Test
  void aTopicThatWasDownIsTriedWithOneEntryEverMoreRarely() {
    List<Duration> pauses = new ArrayList<>();
    Entry first = entries.of("a", "1");
    Entry second = entries.of("a", "2");
    for (int i = 0; i < 6; i++) {
      Outcomes outcomes = hands.hand(first, second);
      List<LaneLine.Running> tried = hands.start();
      assertThat(tried).hasSize(i == 0 ? 2 : 1);
      tried.forEach(it -> hands.end(it, DOWN));
      pauses.add(((PublishResult.Postpone) outcomes.result(0)).after());
      hands.now += pauses.get(i).toNanos();
    }

    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1));
    assertThat(pauses.get(2)).isBetween(Duration.ofMillis(3200), Duration.ofSeconds(4));
    assertThat(pauses.get(5)).isBetween(Duration.ofMillis(6400), Duration.ofSeconds(8));

    hands.hand(first, second, entries.of("a", "3"));
    hands.end(hands.start().get(0), Answer.PUBLISHED);
    assertThat(hands.start()).as("it answers again").hasSize(2);
  }

  @Test
  void aTopicThatAskedForAPauseGetsIt() {
    Duration pause = Duration.ofSeconds(7);
    PublishResult busy = new PublishResult.Retry("429", "Http429", pause);
    Outcomes outcomes = hands.hand(entries.of("a", "1"), entries.of("a", "1"));
    hands.end(hands.start().get(0), new Answer.Pause(busy, pause));

    assertThat(outcomes.result(0)).isEqualTo(busy);
    assertThat(hands.hand(entries.of("a", "3")).result(0))
        .isEqualTo(new PublishResult.Postpone("429", "Http429", pause));
    hands.now += pause.toNanos();
    hands.hand(entries.of("a", "4"), entries.of("a", "5"));
    List<LaneLine.Running> careful = hands.start();
    assertThat(careful).as("one goes first").hasSize(1);
    hands.end(careful.get(0), Answer.PUBLISHED);
    assertThat(hands.start()).hasSize(1);
  }

  /** {@code Retry-After: 0}, or a date that has passed: no attempt is counted, for ever. */
  @Test
  void aTopicThatAsksForNoPauseIsTriedEverMoreRarely() {
    Answer busy = new Answer.Pause(postponed(Duration.ZERO), Duration.ZERO);
    List<Long> pauses = new ArrayList<>();
    Entry first = entries.of("a", "1");
    Entry second = entries.of("a", "2");
    for (int i = 0; i < 6; i++) {
      Outcomes outcomes = hands.hand(first, second);
      List<LaneLine.Running> tried = hands.start();
      tried.forEach(it -> hands.end(it, busy));
      assertThat(hands.start()).isEmpty();
      Duration pause = ((PublishResult.Postpone) outcomes.result(0)).after();
      assertThat(outcomes.result(1)).as("together they count as one").isEqualTo(postponed(pause));
      pauses.add(pause.toSeconds());
      hands.now += pause.toNanos();
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 8L, 8L);

    hands.hand(entries.of("a", "3"));
    hands.end(hands.start().get(0), Answer.PUBLISHED);
    hands.hand(entries.of("a", "3"));
    assertThat(hands.end(hands.start().get(0), busy)).isEqualTo(postponed(Duration.ofSeconds(1)));
  }

  @Test
  void whatIsForgottenLeavesNothingBehindButThatATopicIsDown() {
    hands.hand(entries.of("a", "1"), entries.of("b", "1"));
    List<LaneLine.Running> running = hands.start();
    hands.end(running.get(0), DOWN);
    assertThat(hands.board.clear()).containsExactly(running.get(1));

    assertThat(hands.board.idle()).isTrue();
    assertThat(hands.hand(entries.of("a", "2")).result(0))
        .isInstanceOf(PublishResult.Postpone.class);
    hands.hand(entries.of("b", "2"));
    assertThat(hands.start()).hasSize(1);
  }

  @Test
  void atAStopWhatIsOnItsWayGoesOnAndTheRestIsPutOff() {
    Entry first = entries.of("a", "k");
    Outcomes outcomes =
        hands.hand(first, entries.of("a", "k"), entries.of("a", "2"), entries.of("a", "3"));
    List<LaneLine.Running> begun = hands.start();
    assertThat(begun).hasSize(2);
    hands.board.wrapUp();

    assertThat(List.of(outcomes.result(1), outcomes.result(3)))
        .allSatisfy(
            result ->
                assertThat(result)
                    .isEqualTo(
                        new PublishResult.Postpone(
                            "the relay stopped before it was tried", "Stopped", Duration.ZERO)));
    begun.forEach(it -> hands.end(it, Answer.PUBLISHED));
    assertThat(hands.start()).isEmpty();
    assertThat(outcomes.open()).isZero();
    assertThat(hands.board.idle()).isTrue();

    hands.board.clear();
    hands.hand(first);
    assertThat(hands.start()).as("after a reset it goes on").hasSize(1);
  }

  /** Log-in works, and every mail is refused: it would be claimed, sent and parked for ever. */
  @Test
  void aProbeThatWasWrongIsNotBelievedBeforeThePauseIsOver() {
    hands = new BoardByHand(OPTIONS.withReach(LaneOptions.Reach.ONE_DESTINATION));
    hands.hand(entries.of("a", "1"));
    hands.end(hands.start().get(0), DOWN);
    assertThat(hands.board.downAfterAll(hands.now)).as("nobody asked yet").isNull();
    hands.board.up();
    assertThat(hands.board.down(hands.now)).isNull();
    hands.now += Duration.ofMillis(100).toNanos();
    hands.hand(entries.of("a", "2"), entries.of("a", "3"));
    List<LaneLine.Running> careful = hands.start();
    assertThat(careful).as("one goes first").hasSize(1);
    hands.end(careful.get(0), DOWN);

    assertThat(hands.board.downAfterAll(hands.now)).isNotNull();
    hands.now += Duration.ofSeconds(2).toNanos();
    assertThat(hands.board.downAfterAll(hands.now)).isNull();
  }

  private static PublishResult postponed(Duration after) {
    return new PublishResult.Postpone("429", "Http429", after);
  }

  private static List<Long> seqs(List<LaneLine.Running> running) {
    return running.stream().map(it -> it.handed.entry().seq()).toList();
  }
}
