package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.InboxPurged;
import io.twinbox.spi.InboxRecord;

/**
 * Observes a consumer. Called by the consumer's own threads, so be quick; what a listener throws is
 * logged and otherwise ignored. What happens to records is told after the commit. All methods do
 * nothing by default: observing less is no fault.
 */
public interface InboxListener {

  /** The consumer does something else now. */
  default void stateChanged(InboxState before, InboxState now, String reason) {}

  /** A chunk is settled: {@code handled} of its records were handled in {@code nanos}. */
  default void chunkSettled(int handled, int duplicates, long nanos) {}

  /** A record was stored after a failed attempt; {@code attempts} is 1-based. */
  default void recordParked(InboxRecord record, int attempts, RecordFault fault, String error) {}

  /** A record has become a dead letter; {@code attempts} 0 = it never reached the handler. */
  default void recordDead(InboxRecord record, int attempts, RecordFault fault, String error) {}

  /**
   * The letter of a dead record could not be appended to the dead letters' topic. The record is a
   * dead letter in the database all the same.
   */
  default void letterRefused(InboxRecord record, String error) {}

  /** A record was dropped, as the options say. */
  default void recordDropped(InboxRecord record, RecordFault fault) {}

  /** Another payload came under an id that was seen: told besides what becomes of the record. */
  default void conflict(InboxRecord record) {}

  /** A handler runs longer than its time limit and was interrupted. */
  default void handlerStuck(InboxRecord record, long nanos) {}

  /** A purge has run. */
  default void purged(InboxPurged purged) {}
}
