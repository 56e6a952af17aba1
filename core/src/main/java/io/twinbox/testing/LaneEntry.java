package io.twinbox.testing;

import io.twinbox.EntryState;
import io.twinbox.spi.Entry;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry that was set aside, as a test sees it.
 *
 * @param entry the copy
 * @param state PARKED, DEAD, or PUBLISHED since
 * @param attempts attempts counted so far; 0 = it only waits or waited behind another
 * @param nextAttemptAt when it is due; null = it waits behind the head of its lane, or has ended
 * @param error the last error; null = none of its own
 * @param errorClass short stable name of the cause; null = none of its own
 * @param blocking whether it is dead and its lane waits for the operator
 * @param discardedAt when an operator dropped it; null = nobody did
 */
public record LaneEntry(
    Entry entry,
    EntryState state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String error,
    @Nullable String errorClass,
    boolean blocking,
    @Nullable Instant discardedAt) {

  static LaneEntry setAside(Entry entry, Verdict verdict, Instant now) {
    return new LaneEntry(entry, EntryState.PARKED, 0, null, null, null, false, null)
        .after(verdict, now);
  }

  /** What the relay decided after an attempt. */
  LaneEntry after(Verdict verdict, Instant now) {
    boolean waits = verdict.state() == EntryState.PARKED && verdict.backoff() != null;
    return new LaneEntry(
        entry,
        verdict.state(),
        verdict.attempts(),
        waits ? now.plus(verdict.backoff()) : null,
        verdict.error() == null ? error : verdict.error(),
        verdict.errorClass() == null ? errorClass : verdict.errorClass(),
        verdict.state() == EntryState.DEAD && verdict.blocking(),
        null);
  }

  LaneEntry due(Instant now) {
    return new LaneEntry(entry, state, attempts, now, error, errorClass, blocking, discardedAt);
  }

  /** The operator wants it tried again, with fresh attempts. */
  LaneEntry retried() {
    return new LaneEntry(entry, EntryState.PARKED, 0, null, error, errorClass, false, null);
  }

  /** The operator dropped it. */
  LaneEntry discarded(Instant now) {
    return new LaneEntry(entry, EntryState.DEAD, attempts, null, error, errorClass, false, now);
  }

  boolean isParked() {
    return state == EntryState.PARKED;
  }

  /** Whether its lane is not free because of it. */
  boolean holdsLane() {
    return isParked() || blocking;
  }

  boolean isDue(Instant now) {
    return nextAttemptAt != null && !nextAttemptAt.isAfter(now);
  }

  ParkedEntry toTry() {
    return new ParkedEntry(entry, attempts);
  }
}
