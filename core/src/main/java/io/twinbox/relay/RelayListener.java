package io.twinbox.relay;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Purged;

/**
 * Observes a relay. Called by the relay's own threads, so be quick; what a listener throws is
 * logged and otherwise ignored. All methods do nothing by default: observing less is no fault.
 */
public interface RelayListener {

  /** The relay does something else now. */
  default void stateChanged(RelayState before, RelayState now, String reason) {}

  /** A batch was claimed and goes out. */
  default void batchClaimed(long no, int entries) {}

  /** A batch is settled: {@code published} of its entries were acknowledged. */
  default void batchSettled(long no, int published, long nanosInFlight) {}

  /**
   * An entry was acknowledged. Called when its batch is settled, for each of its entries in turn:
   * at a hundred thousand a second what is done here is felt.
   */
  default void entryPublished(Entry entry) {}

  /** An entry was set aside after a failed attempt of its own; {@code attempts} is 1-based. */
  default void entryParked(Entry entry, int attempts, String reason) {}

  /** An entry has become a dead letter. */
  default void entryDead(Entry entry, int attempts, String reason) {}

  /** A purge has run. */
  default void purged(Purged purged) {}
}
