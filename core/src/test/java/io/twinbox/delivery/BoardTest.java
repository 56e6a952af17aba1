package io.twinbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is tried next, and what becomes of the others. Time is turned by hand. */
class BoardTest {
  private static final Answer DOWN = new Answer.Outage("cannot be reached", "Unreachable");
  private static final Answer FAILED = Answer.retry("failed", "Failed");
  private static final LaneOptions OPTIONS =
      LaneOptions.DEFAULT
          .withConcurrency(4, 2)
          .withPatience(Duration.ofSeconds(2))
          .withAttemptLimit(Duration.ofSeconds(30))
          .withPauses(Duration.ofSeconds(1), Duration.ofSeconds(8));

  private final Entries entries = new Entries();
  private Board board = new Board(OPTIONS, new Random(1));
  private long now;

  @Test
  void lanesGoSideBySideAndInALaneOneAfterTheOther() {
    Entry a1 = entries.of("a", "k1");
    Entry a2 = entries.of("a", "k1");
    Entry other = entries.of("a", "k2");
    hand(a1, a2, other);

    List<LaneLine.Running> first = start();
    assertThat(seqs(first)).containsExactly(a1.seq(), other.seq());
    assertThat(end(first.get(0), Answer.PUBLISHED)).isInstanceOf(PublishResult.Published.class);
    assertThat(seqs(start())).containsExactly(a2.seq());
  }

  @Test
  void topicsTakeTurnsAndNoneTakesMoreThanItsShare() {
    hand(entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("b", "4"));

    assertThat(start()).extracting(it -> it.handed.entry().topic()).containsExactly("a", "b", "a");
  }

  @Test
  void whatStandsBehindAFailureGoesBackWithIt() {
    Outcomes outcomes = hand(entries.of("a", "k"), entries.of("a", "k"));
    end(start().get(0), FAILED);

    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Retry.class);
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(board.idle()).isTrue();
  }

  /** The relay looked at the results before the failure, and hands over after it. */
  @Test
  void whatIsHandedOverWithoutKnowingOfAFailureIsHeldBack() {
    Entry failed = entries.of("a", "k");
    hand(failed);
    end(start().get(0), FAILED);
    Outcomes unknowing = hand(entries.of("a", "k"), entries.of("a", "k"));
    assertThat(unknowing.open()).isZero();
    assertThat(unknowing.result(0)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(start()).isEmpty();

    hand(entries.of("a", "k"));
    assertThat(start()).hasSize(1);
  }

  @Test
  void whoFailedAndIsHandedOverAgainGoesOnAtOnce() {
    Entry failed = entries.of("a", "k");
    hand(failed);
    end(start().get(0), FAILED);
    hand(failed);

    assertThat(seqs(start())).containsExactly(failed.seq());
  }

  @Test
  void aBatchDoesNotWaitForAnAttemptThatTakesLong() {
    Outcomes outcomes = hand(entries.of("a", "k"), entries.of("a", "k"));
    LaneLine.Running slow = start().get(0);
    pass(Duration.ofSeconds(3));

    assertThat(outcomes.open()).isZero();
    assertThat(outcomes.result(0))
        .isEqualTo(
            new PublishResult.UnderWay("no answer yet after PT2S", "Slow", Duration.ofSeconds(28)));
    assertThat(outcomes.result(1)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(hand(entries.of("a", "k")).result(0)).isInstanceOf(PublishResult.Postpone.class);

    end(slow, Answer.PUBLISHED);
    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Published.class);
    assertThat(board.idle()).isTrue();
  }

  @Test
  void aSlowAttemptGivesItsPlaceToOtherTopicsButNotToItsOwn() {
    board = new Board(OPTIONS.withConcurrency(2, 2), new Random(1));
    hand(entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"));
    start();
    hand(entries.of("b", "4"));
    assertThat(start()).isEmpty();
    pass(Duration.ofSeconds(3));

    assertThat(start()).extracting(it -> it.handed.entry().topic()).containsExactly("b");
  }

  @Test
  void anAttemptIsGivenUpAtItsLimit() {
    hand(entries.of("a", "k"));
    start();
    pass(Duration.ofSeconds(29));
    assertThat(board.losePatience(now)).isEmpty();
    now += Duration.ofSeconds(2).toNanos();

    assertThat(board.losePatience(now)).hasSize(1);
  }

  @Test
  void whatFindsNoPlaceBecauseItsTopicIsSlowIsPutOffOnceOthersCouldGo() {
    Outcomes outcomes = hand(entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"));
    start();
    pass(Duration.ofSeconds(3));

    assertThat(outcomes.result(2)).isInstanceOf(PublishResult.Postpone.class);
    Outcomes next = hand(entries.of("a", "4"));
    assertThat(next.result(0)).as("the topic is known to be full").isNotNull();
  }

  @Test
  void nobodyIsPutOffWhileEveryPlaceIsTakenByAttemptsThatGetOn() {
    board = new Board(OPTIONS.withConcurrency(2, 2), new Random(1));
    Outcomes outcomes =
        hand(
            entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("a", "4"));
    List<LaneLine.Running> first = start();
    now += Duration.ofMillis(1500).toNanos();
    first.forEach(it -> end(it, Answer.PUBLISHED));
    start();
    pass(Duration.ofSeconds(1));

    assertThat(outcomes.open()).isEqualTo(2);
  }

  @Test
  void aTopicThatIsDownIsPutOffAsAWholeAndCostsNoAttempts() {
    Outcomes outcomes =
        hand(
            entries.of("a", "1"), entries.of("a", "2"), entries.of("a", "3"), entries.of("b", "1"));
    List<LaneLine.Running> running = start();
    end(running.get(0), DOWN);

    assertThat(outcomes.result(0)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(outcomes.result(2)).isInstanceOf(PublishResult.Postpone.class);
    assertThat(outcomes.result(3)).isNull();
    assertThat(hand(entries.of("a", "9")).result(0)).isInstanceOf(PublishResult.Postpone.class);
  }

  @Test
  void aTopicThatWasDownIsTriedWithOneEntryEverMoreRarely() {
    List<Duration> pauses = new ArrayList<>();
    Entry first = entries.of("a", "1");
    Entry second = entries.of("a", "2");
    for (int i = 0; i < 6; i++) {
      Outcomes outcomes = hand(first, second);
      List<LaneLine.Running> tried = start();
      assertThat(tried).hasSize(i == 0 ? 2 : 1);
      tried.forEach(it -> end(it, DOWN));
      pauses.add(((PublishResult.Postpone) outcomes.result(0)).after());
      now += pauses.get(i).toNanos();
    }

    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(800), Duration.ofSeconds(1));
    assertThat(pauses.get(2)).isBetween(Duration.ofMillis(3200), Duration.ofSeconds(4));
    assertThat(pauses.get(5)).isBetween(Duration.ofMillis(6400), Duration.ofSeconds(8));

    hand(first, second, entries.of("a", "3"));
    end(start().get(0), Answer.PUBLISHED);
    assertThat(start()).as("it answers again").hasSize(2);
  }

  @Test
  void aTopicThatAskedForAPauseGetsIt() {
    Duration pause = Duration.ofSeconds(7);
    PublishResult busy = new PublishResult.Retry("429", "Http429", pause);
    Outcomes outcomes = hand(entries.of("a", "1"), entries.of("a", "1"));
    end(start().get(0), new Answer.Pause(busy, pause));

    assertThat(outcomes.result(0)).isEqualTo(busy);
    assertThat(hand(entries.of("a", "3")).result(0))
        .isEqualTo(new PublishResult.Postpone("429", "Http429", pause));
    now += pause.toNanos();
    hand(entries.of("a", "4"), entries.of("a", "5"));
    List<LaneLine.Running> careful = start();
    assertThat(careful).as("one goes first").hasSize(1);
    end(careful.get(0), Answer.PUBLISHED);
    assertThat(start()).hasSize(1);
  }

  /** {@code Retry-After: 0}, or a date that has passed: no attempt is counted, for ever. */
  @Test
  void aTopicThatAsksForNoPauseIsTriedEverMoreRarely() {
    Answer busy = new Answer.Pause(postponed(Duration.ZERO), Duration.ZERO);
    List<Long> pauses = new ArrayList<>();
    Entry first = entries.of("a", "1");
    Entry second = entries.of("a", "2");
    for (int i = 0; i < 6; i++) {
      Outcomes outcomes = hand(first, second);
      List<LaneLine.Running> tried = start();
      tried.forEach(it -> end(it, busy));
      assertThat(start()).isEmpty();
      Duration pause = ((PublishResult.Postpone) outcomes.result(0)).after();
      assertThat(outcomes.result(1)).as("together they count as one").isEqualTo(postponed(pause));
      pauses.add(pause.toSeconds());
      now += pause.toNanos();
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 8L, 8L);

    hand(entries.of("a", "3"));
    end(start().get(0), Answer.PUBLISHED);
    hand(entries.of("a", "3"));
    assertThat(end(start().get(0), busy)).isEqualTo(postponed(Duration.ofSeconds(1)));
  }

  @Test
  void whatIsForgottenLeavesNothingBehindButThatATopicIsDown() {
    hand(entries.of("a", "1"), entries.of("b", "1"));
    List<LaneLine.Running> running = start();
    end(running.get(0), DOWN);
    assertThat(board.clear()).containsExactly(running.get(1));

    assertThat(board.idle()).isTrue();
    assertThat(hand(entries.of("a", "2")).result(0)).isInstanceOf(PublishResult.Postpone.class);
    hand(entries.of("b", "2"));
    assertThat(start()).hasSize(1);
  }

  private Outcomes hand(Entry... handed) {
    Outcomes outcomes = new Outcomes(handed.length, false, () -> {});
    board.handOver(List.of(handed), outcomes, now);
    return outcomes;
  }

  private List<LaneLine.Running> start() {
    List<LaneLine.Running> started = new ArrayList<>();
    for (var next = board.next(now); next != null; next = board.next(now)) {
      started.add(next);
    }
    return started;
  }

  private PublishResult end(LaneLine.Running running, Answer answer) {
    board.ended(running, answer, now);
    PublishResult result = running.handed.outcomes().result(running.handed.index());
    assertThat(result).isNotNull();
    return result;
  }

  private static PublishResult postponed(Duration after) {
    return new PublishResult.Postpone("429", "Http429", after);
  }

  private void pass(Duration time) {
    now += time.toNanos();
    board.losePatience(now);
  }

  private static List<Long> seqs(List<LaneLine.Running> running) {
    return running.stream().map(it -> it.handed.entry().seq()).toList();
  }
}
