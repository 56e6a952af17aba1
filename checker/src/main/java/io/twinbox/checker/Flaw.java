package io.twinbox.checker;

/** What can be wrong with a record, or with its absence. */
public enum Flaw {
  /** Committed, and in no record. */
  LOST,
  /** In a record, and committed by nobody; or a record without a readable id. */
  PHANTOM,
  /** A further record of a message that was there already. Allowed at-least-once, yet counted. */
  DUPLICATE,
  /** First seen after a later message of the same topic and key. */
  INVERTED,
  /** Payload, key or topic is not what was committed. */
  CHANGED,
  /** In another partition than earlier messages of the same topic and key: order has no meaning. */
  SCATTERED
}
