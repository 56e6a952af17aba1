package io.twinbox;

/**
 * Where an entry stands. Derived from the log, the journal and the parked entries, never written by
 * hand.
 */
public enum EntryState {
  /** Committed, and not yet known to be published. */
  PENDING,
  /**
   * Set aside in a blocked lane: its own attempt failed for now, or an earlier entry of its lane
   * waits.
   */
  PARKED,
  /** Acknowledged by the destination, and the journal says so. */
  PUBLISHED,
  /** Set aside for good, with the reason; only an operator brings it back. */
  DEAD
}
