package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of the entries of an ended batch. */
class SettlerTest {
  private static final PublishResult OK = PublishResult.Published.INSTANCE;
  private static final PublishResult RETRY = new PublishResult.Retry("not now", "Busy", null);
  private static final PublishResult REJECT = new PublishResult.Reject("too large", "TooLarge");
  private static final RetryPolicy POLICY =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 2, 0, AfterDeath.SKIP);

  private final Lanes lanes = new Lanes();
  private long lastSeq;

  @Test
  void whatWasPublishedNeedsNoVerdict() {
    Settler.Settled settled = settle(claim("k", "k"), OK, OK);

    assertThat(settled.published()).isEqualTo(2);
    assertThat(settled.verdicts()).isEmpty();
    assertThat(settled.failures()).isEmpty();
  }

  @Test
  void theFirstOfALaneFailsAndThoseBehindItWait() {
    Settler.Settled settled = settle(claim("k", "other", "k", "k"), RETRY, OK, RETRY, RETRY);

    assertThat(settled.published()).isEqualTo(1);
    assertThat(settled.verdicts())
        .containsExactly(failed(1, "k", 1, Duration.ofSeconds(1)), waits(3, "k"), waits(4, "k"));
    assertThat(settled.failures()).extracting(Settler.Failure::attempts).containsExactly(1);
  }

  @Test
  void whoFailsInALaneWithParkedEntriesWaitsBehindThem() {
    lanes.parked(new Lane("t", "k"), 1);
    Settler.Settled settled = settle(claim("k"), RETRY);

    assertThat(settled.verdicts()).containsExactly(waits(1, "k"));
    assertThat(settled.failures()).isEmpty();
  }

  /** Two batches of a lane were in flight; the first failed for good, and held the second back. */
  @Test
  void whoWasHeldBackByAnEarlierBatchIsNotBlamed() {
    Flight flight = new Flight(8, RowKind.CLAIM, 0);
    flight.board(claim("k"), lanes, new Delivered(), Set.of());
    Outcomes outcomes = new Outcomes(1, false, () -> {});
    flight.departed(outcomes);
    outcomes.report(0, RETRY);
    flight.fallBehind(Set.of(new Lane("t", "k")));
    Settler.Settled settled = settler(POLICY.withMaxAttempts(1)).settle(flight, lanes);

    assertThat(settled.verdicts()).containsExactly(waits(1, "k"));
    assertThat(settled.failures()).isEmpty();
  }

  @Test
  void aLaneOnlySeenToFailCountsTheAttemptOfItsFirst() {
    lanes.block(new Lane("t", "k"));
    Settler.Settled settled = settle(claim("k"), RETRY);

    assertThat(settled.verdicts()).containsExactly(failed(1, "k", 1, Duration.ofSeconds(1)));
  }

  @Test
  void whoWasNotSentWaits() {
    lanes.block(new Lane("t", "k"));
    Flight flight = new Flight(7, RowKind.CLAIM, 0);
    flight.board(claim("k", "other"), lanes, new Delivered(), Set.of());
    assertThat(flight.entriesSent()).extracting(Entry::key).containsExactly("other");
    Outcomes outcomes = new Outcomes(1, false, () -> {});
    flight.departed(outcomes);
    outcomes.published(0);

    assertThat(settler(POLICY).settle(flight, lanes).verdicts()).containsExactly(waits(1, "k"));
    assertThat(flight.holds(new Lane("t", "k"))).isTrue();
    assertThat(flight.holds(new Lane("t", "other"))).isFalse();
  }

  @Test
  void aPostponedEntryWaitsAsLongAsAskedWithTheAttemptsItHad() {
    PublishResult postpone = new PublishResult.Postpone("down", "Down", Duration.ofSeconds(9));
    Settler.Settled settled = settle(claim("k", "k", "other"), postpone, postpone, OK);

    assertThat(settled.verdicts())
        .containsExactly(
            new Verdict(
                1,
                new Lane("t", "k"),
                EntryState.PARKED,
                0,
                Duration.ofSeconds(9),
                "down",
                "Down",
                false),
            waits(2, "k"));
    assertThat(settled.failures()).isEmpty();
    assertThat(settled.stopped()).containsExactly(new Lane("t", "k"));
  }

  @Test
  void anAttemptThatTakesLongIsSetAsideUntilItsResultIsThereAndThoseBehindItWait() {
    PublishResult slow = new PublishResult.UnderWay("slow", "Slow", Duration.ofSeconds(30));
    Settler.Settled settled = settle(claim("k", "k"), slow, RETRY);

    assertThat(settled.verdicts())
        .containsExactly(
            new Verdict(
                1,
                new Lane("t", "k"),
                EntryState.PARKED,
                0,
                Duration.ofSeconds(30),
                "slow",
                "Slow",
                false),
            waits(2, "k"));
    assertThat(settled.failures()).isEmpty();
  }

  @Test
  void aRejectedEntryIsDeadAndWithSkipTheNextOfItsLaneFailsOnItsOwn() {
    Settler.Settled settled = settle(claim("k", "k"), REJECT, RETRY);

    assertThat(settled.verdicts())
        .containsExactly(
            dead(1, "k", 1, "too large", "TooLarge", false),
            failed(2, "k", 1, Duration.ofSeconds(1)));
    assertThat(settled.failures()).extracting(Settler.Failure::dead).containsExactly(true, false);
  }

  @Test
  void aRejectedEntryIsDeadAndWithBlockTheRestOfItsLaneWaits() {
    Settler.Settled settled =
        settle(POLICY.withAfterDeath(AfterDeath.BLOCK), claim("k", "k"), REJECT, RETRY);

    assertThat(settled.verdicts())
        .containsExactly(dead(1, "k", 1, "too large", "TooLarge", true), waits(2, "k"));
  }

  @Test
  void attemptsGoOnFromWhatWasCountedAndEndInDeath() {
    Settler.Settled second = settleRetry(1, RETRY);
    assertThat(second.verdicts()).containsExactly(failed(1, "k", 2, Duration.ofSeconds(2)));

    lastSeq = 0;
    Settler.Settled third = settleRetry(2, RETRY);
    assertThat(third.verdicts()).containsExactly(dead(1, "k", 3, "not now", "Busy", false));
    assertThat(third.failures()).extracting(Settler.Failure::dead).containsExactly(true);
  }

  @Test
  void aRetriedEntryThatIsPublishedIsSaidToBe() {
    assertThat(settleRetry(2, OK).verdicts())
        .containsExactly(
            new Verdict(1, new Lane("t", "k"), EntryState.PUBLISHED, 3, null, null, null, false));
  }

  @Test
  void whoWaitsBehindOneThatFailedWhileItsLaneDrainedNeedsNoVerdict() {
    lanes.parked(new Lane("t", "k"), 2);
    List<ParkedEntry> lane = List.of(parked("k", 0), parked("k", 0));

    assertThat(settle(RowKind.RETRY, POLICY, lane, RETRY, RETRY).verdicts())
        .containsExactly(failed(1, "k", 1, Duration.ofSeconds(1)));
  }

  @Test
  void theLongerOfTheOwnBackoffAndTheOneAskedForCounts() {
    assertThat(backoff(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    assertThat(backoff(Duration.ofMillis(3))).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff(Duration.ofSeconds(-3))).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff(Duration.ofDays(400))).isEqualTo(RetryPolicy.LONGEST_BACKOFF);
  }

  private Duration backoff(Duration asked) {
    lastSeq = 0;
    Verdict verdict =
        settle(claim("k"), new PublishResult.Retry("not now", "Busy", asked)).verdicts().get(0);
    return Objects.requireNonNull(verdict.backoff());
  }

  private Settler.Settled settle(List<ParkedEntry> entries, PublishResult... results) {
    return settle(POLICY, entries, results);
  }

  private Settler.Settled settle(
      RetryPolicy policy, List<ParkedEntry> entries, PublishResult... results) {
    return settle(RowKind.CLAIM, policy, entries, results);
  }

  private Settler.Settled settleRetry(int attempts, PublishResult result) {
    lanes.parked(new Lane("t", "k"), 1);
    return settle(RowKind.RETRY, POLICY, List.of(parked("k", attempts)), result);
  }

  private Settler.Settled settle(
      RowKind kind, RetryPolicy policy, List<ParkedEntry> entries, PublishResult... results) {
    Flight flight = new Flight(7, kind, 0);
    flight.board(entries, new Lanes(), new Delivered(), Set.of());
    Outcomes outcomes = new Outcomes(results.length, false, () -> {});
    flight.departed(outcomes);
    for (int i = 0; i < results.length; i++) {
      outcomes.report(i, results[i]);
    }
    assertThat(flight.succeeded()).isTrue();
    return settler(policy).settle(flight, lanes);
  }

  private static Settler settler(RetryPolicy policy) {
    return new Settler(policy, new Random(1));
  }

  private List<ParkedEntry> claim(String... keys) {
    List<ParkedEntry> entries = new ArrayList<>();
    for (String key : keys) {
      entries.add(parked(key, 0));
    }
    return entries;
  }

  private ParkedEntry parked(String key, int attempts) {
    long seq = ++lastSeq;
    return new ParkedEntry(
        new Entry(
            seq,
            new UUID(0, seq),
            "kafka",
            "t",
            key,
            "test",
            "text/plain",
            null,
            Map.of(),
            Instant.EPOCH),
        attempts);
  }

  private static Verdict failed(long seq, String key, int attempts, Duration backoff) {
    return new Verdict(
        seq, new Lane("t", key), EntryState.PARKED, attempts, backoff, "not now", "Busy", false);
  }

  private static Verdict waits(long seq, String key) {
    return new Verdict(seq, new Lane("t", key), EntryState.PARKED, 0, null, null, null, false);
  }

  private static Verdict dead(
      long seq, String key, int attempts, String error, String errorClass, boolean blocking) {
    return new Verdict(
        seq, new Lane("t", key), EntryState.DEAD, attempts, null, error, errorClass, blocking);
  }
}
