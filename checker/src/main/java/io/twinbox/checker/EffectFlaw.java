package io.twinbox.checker;

/** What can be wrong with the effect of a message. */
public enum EffectFlaw {
  /** The message was committed, and nothing came of it. */
  MISSING,
  /** A further effect of a message that had its effect already. */
  REPEATED,
  /** An effect of a message that nobody committed, or under another key than the message's. */
  UNEXPLAINED,
  /** The first effect of a message came after that of a later message of the same key. */
  LATE
}
