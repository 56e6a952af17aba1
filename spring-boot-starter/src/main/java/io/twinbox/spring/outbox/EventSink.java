package io.twinbox.spring.outbox;

import io.twinbox.Message;
import java.util.function.Supplier;

/** Takes the events of the running transaction. For that transaction's thread. */
public interface EventSink {

  /** Whether a transaction runs that messages can still be appended to. */
  boolean open();

  /**
   * Appends an event, if its class is declared for a topic and this transaction has not had this
   * very object before.
   */
  void take(Object event);

  /**
   * Appends what is made of an event, whatever declares it, if this transaction has not had this
   * very object before.
   *
   * @throws io.twinbox.NoTransactionException if no transaction runs that takes messages
   */
  void take(Object event, Supplier<Message> message);

  /** Runs this when the transaction has committed, and never if it is rolled back. */
  void afterCommit(Runnable action);
}
