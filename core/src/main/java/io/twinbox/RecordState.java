package io.twinbox;

/**
 * Where a record stands that the inbox has stored. One that was handled is stored no more: its id
 * in the ledger is all that stays.
 */
public enum RecordState {
  /** Waits for its first handling: in store-first mode, or behind an earlier record of its lane. */
  RECEIVED,
  /** Its handling failed for now, or may have; tried again when its time has come. */
  PARKED,
  /** Set aside for good, with the reason; only an operator brings it back. */
  DEAD
}
