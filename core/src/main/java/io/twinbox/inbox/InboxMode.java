package io.twinbox.inbox;

/** When records are handled. */
public enum InboxMode {
  /** In the transaction that claims them: the fewest writes, and offsets move with the handlers. */
  INLINE,
  /**
   * Later: records are stored first, and workers handle them at the database's pace. Offsets move
   * with the storing.
   */
  STORE_FIRST
}
