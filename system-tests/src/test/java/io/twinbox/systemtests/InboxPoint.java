package io.twinbox.systemtests;

/** The named points at which a consumer can be halted, in the order it comes to them. */
enum InboxPoint {
  /** Records were polled; nothing is claimed. */
  BEFORE_TRANSACTION,
  /** Records are claimed and about to be stored. Store first only. */
  BEFORE_STORING,
  /** Records are stored and their transaction is committed; their offsets are not. Store first. */
  AFTER_STORING,
  /** The first handler is called. */
  BEFORE_HANDLER,
  /** The first handler has written its effect; the transaction is open. */
  AFTER_HANDLER,
  /**
   * All handlers of the transaction have run, its guard is released: only the commit is missing.
   */
  BEFORE_COMMIT,
  /** The effects are committed, and the consumer does not know. */
  AFTER_COMMIT,
  /** The consumer knows, and is about to commit the offsets. */
  BEFORE_OFFSETS,
  /** The offsets are committed, and the consumer does not know. */
  AFTER_OFFSETS
}
