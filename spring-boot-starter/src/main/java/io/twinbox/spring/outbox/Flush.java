package io.twinbox.spring.outbox;

/** Brings what an object mapper still holds to the database, in front of the messages about it. */
@FunctionalInterface
interface Flush {
  /** Without an object mapper. */
  Flush NONE = messages -> {};

  /**
   * Called right before messages are written, in the transaction's thread.
   *
   * @param messages whether there are any yet, or may come out of the flush itself
   */
  void flush(boolean messages);
}
