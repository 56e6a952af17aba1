package io.twinbox.relay;

import io.twinbox.AfterDeath;
import io.twinbox.EntryState;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the entries of an ended batch. Decides only: the engine writes it down.
 *
 * <p>An attempt is counted for the first entry of a lane that failed; those behind it only wait.
 */
final class Settler {
  private final RetryPolicy policy;
  private final RandomGenerator random;

  Settler(RetryPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
  }

  /**
   * @param lanes as they were before this batch
   */
  Settled settle(Flight flight, Lanes lanes) {
    Draft draft = new Draft(flight, lanes);
    for (int i = 0; i < flight.sent.size(); i++) {
      PublishResult result = Objects.requireNonNull(flight.result(i), "batch has not ended");
      decide(draft, flight.sent.get(i), result);
    }
    for (ParkedEntry parked : flight.delivered) {
      published(draft, parked);
    }
    for (ParkedEntry parked : flight.paused) {
      String reason = "topic " + parked.entry().topic() + " is paused by an operator";
      draft.waits(parked, RetryPolicy.LONGEST_BACKOFF, reason, Verdict.TOPIC_PAUSED);
    }
    for (Entry entry : flight.linedUp) {
      draft.verdicts.add(linedUp(entry));
    }
    return new Settled(flight.no, draft.published, draft.verdicts, draft.failures, draft.stopped);
  }

  private void decide(Draft draft, ParkedEntry parked, PublishResult result) {
    if (result instanceof PublishResult.Published) {
      published(draft, parked);
    } else if (result instanceof PublishResult.Reject reject) {
      int attempts = parked.attempts() + 1;
      Failure failure =
          new Failure(parked.entry(), attempts, reject.reason(), reject.errorClass(), true);
      draft.fails(failure, failure.verdict(null, blocks()), blocks());
    } else if (result instanceof PublishResult.Retry again) {
      if (!draft.waits(parked.entry().lane())) {
        Failure failure = failure(parked, again);
        Duration backoff = backoff(failure, again.after());
        draft.fails(failure, failure.verdict(backoff, failure.dead && blocks()), true);
      } else {
        draft.waitsBehind(parked);
      }
    } else if (result instanceof PublishResult.Postpone later) {
      draft.waits(parked, later.after(), later.reason(), later.errorClass());
    } else if (result instanceof PublishResult.UnderWay slow) {
      draft.waits(parked, slow.atMost(), slow.reason(), slow.errorClass());
    }
  }

  private static void published(Draft draft, ParkedEntry parked) {
    draft.published++;
    if (draft.retry) {
      draft.verdicts.add(published(parked));
    }
  }

  private boolean blocks() {
    return policy.afterDeath() == AfterDeath.BLOCK;
  }

  private Failure failure(ParkedEntry parked, PublishResult.Retry again) {
    int attempts = parked.attempts() + 1;
    return new Failure(
        parked.entry(),
        attempts,
        again.reason(),
        again.errorClass(),
        attempts >= policy.maxAttempts());
  }

  private @Nullable Duration backoff(Failure failure, @Nullable Duration asked) {
    if (failure.dead) {
      return null;
    }
    Duration own = policy.backoff(failure.attempts, random);
    return asked == null || asked.compareTo(own) < 0 ? own : capped(asked);
  }

  private static Duration capped(Duration asked) {
    return asked.compareTo(RetryPolicy.LONGEST_BACKOFF) < 0 ? asked : RetryPolicy.LONGEST_BACKOFF;
  }

  private static Verdict published(ParkedEntry parked) {
    Entry entry = parked.entry();
    return new Verdict(
        entry.seq(),
        entry.lane(),
        EntryState.PUBLISHED,
        parked.attempts() + 1,
        null,
        null,
        null,
        false);
  }

  private static Verdict linedUp(Entry entry) {
    return new Verdict(entry.seq(), entry.lane(), EntryState.PARKED, 0, null, null, null, false);
  }

  /** A failed attempt of an entry's own. */
  record Failure(Entry entry, int attempts, String reason, String errorClass, boolean dead) {
    Verdict verdict(@Nullable Duration backoff, boolean blocking) {
      return new Verdict(
          entry.seq(),
          entry.lane(),
          dead ? EntryState.DEAD : EntryState.PARKED,
          attempts,
          backoff,
          reason,
          errorClass,
          blocking);
    }
  }

  /**
   * What was decided about a batch.
   *
   * @param stopped lanes whose later entries wait, also those of batches already in flight
   */
  record Settled(
      long no, int published, List<Verdict> verdicts, List<Failure> failures, Set<Lane> stopped) {}

  /** Verdicts while a batch is gone through. */
  private static final class Draft {
    final boolean retry;
    final Flight flight;
    final Lanes lanes;
    final List<Verdict> verdicts = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    final Set<Lane> stopped = new HashSet<>();
    int published;

    Draft(Flight flight, Lanes lanes) {
      this.retry = flight.kind == RowKind.RETRY;
      this.flight = flight;
      this.lanes = lanes;
    }

    /** Whether an earlier entry of the lane waits, in this batch or before it. */
    boolean waits(Lane lane) {
      return stopped.contains(lane) || flight.isBehind(lane) || (!retry && lanes.hasParked(lane));
    }

    /** Nothing was tried or nothing is known: the same attempts, the next one later. */
    void waits(ParkedEntry parked, Duration after, String reason, String errorClass) {
      Entry entry = parked.entry();
      if (waits(entry.lane())) {
        waitsBehind(parked);
        return;
      }
      Duration wait = after.isNegative() ? Duration.ZERO : capped(after);
      verdicts.add(
          new Verdict(
              entry.seq(),
              entry.lane(),
              EntryState.PARKED,
              parked.attempts(),
              wait,
              reason,
              errorClass,
              false));
      stopped.add(entry.lane());
    }

    void waitsBehind(ParkedEntry parked) {
      if (!retry) {
        verdicts.add(linedUp(parked.entry()));
      }
    }

    void fails(Failure failure, Verdict verdict, boolean othersWait) {
      failures.add(failure);
      verdicts.add(verdict);
      if (othersWait) {
        stopped.add(failure.entry.lane());
      }
    }
  }
}
