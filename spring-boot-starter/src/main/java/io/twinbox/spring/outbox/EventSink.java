package io.twinbox.spring.outbox;

/** Takes the events of the running transaction. For that transaction's thread. */
public interface EventSink {

  /** Whether a transaction runs that messages can still be appended to. */
  boolean open();

  /**
   * Appends an event, if its class is declared for a topic and this transaction has not had this
   * very object before.
   */
  void take(Object event);

  /** Runs this when the transaction has committed, and never if it is rolled back. */
  void afterCommit(Runnable action);
}
