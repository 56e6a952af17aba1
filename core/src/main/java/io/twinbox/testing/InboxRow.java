package io.twinbox.testing;

import io.twinbox.RecordState;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored record of an {@link InMemoryInboxStore}, as a test sees it.
 *
 * @param seq its place
 * @param arrival what was stored
 * @param state where it stands
 * @param attempts attempts counted
 * @param due when it is tried again; null = nothing is planned
 * @param failure what went wrong; null = nothing yet
 * @param receivedAt when it was stored
 * @param blocking whether it keeps its lane waiting though it is dead
 * @param discarded whether an operator dropped it
 */
public record InboxRow(
    long seq,
    Arrival arrival,
    RecordState state,
    int attempts,
    @Nullable Instant due,
    @Nullable Failure failure,
    Instant receivedAt,
    boolean blocking,
    boolean discarded) {

  /** Whether later records of the lane wait for this one. */
  boolean live() {
    return !discarded && (state != RecordState.DEAD || blocking);
  }

  /** Whether it waits for its first handling. */
  boolean fresh() {
    return !discarded && state == RecordState.RECEIVED && attempts == 0;
  }

  /** Whether it is tried one by one, each attempt counted. */
  boolean retried() {
    return !discarded
        && (state == RecordState.PARKED || (state == RecordState.RECEIVED && attempts > 0));
  }

  InboxRow with(RecordState next, int count, @Nullable Instant at, @Nullable Failure why) {
    return new InboxRow(seq, arrival, next, count, at, why, receivedAt, false, discarded);
  }

  InboxRow blockingLane(boolean blocks) {
    return new InboxRow(seq, arrival, state, attempts, due, failure, receivedAt, blocks, discarded);
  }

  InboxRow dropped() {
    return new InboxRow(seq, arrival, state, attempts, null, failure, receivedAt, false, true);
  }
}
