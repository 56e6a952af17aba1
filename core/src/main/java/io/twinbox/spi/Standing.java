package io.twinbox.spi;

/** What the ledger says of a record that was claimed. */
public enum Standing {
  /** Never seen: its id is in the ledger now, and the caller handles or stores it. */
  NEW,
  /**
   * Never seen, its id is in the ledger now; but an earlier record of its lane is stored and not
   * settled, so the caller stores it behind that one.
   */
  BLOCKED,
  /** Seen before, with the same payload. */
  DUPLICATE,
  /** Seen before, with another payload. */
  CONFLICT,
  /** Older than the deduplication window: nobody can tell. Its id is not in the ledger. */
  TOO_OLD
}
