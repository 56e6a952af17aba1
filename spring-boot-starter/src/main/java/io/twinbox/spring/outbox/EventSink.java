package io.twinbox.spring.outbox;

import io.twinbox.Message;
import java.util.function.Supplier;

/** Takes the events of the running transaction. For that transaction's thread. */
public interface EventSink {

  /** Whether a transaction runs that messages can still be appended to. */
  boolean open();

  /**
   * Appends an event, if its class is declared for a topic and this transaction has not had this
   * very object before. One that is refused counts as not had.
   *
   * @return whether its class is declared for a topic
   */
  boolean take(Object event);

  /**
   * Appends what is made of an event, whatever declares it, if this transaction has not had this
   * very object before.
   *
   * @throws io.twinbox.NoTransactionException if no transaction runs that takes messages
   */
  void take(Object event, Supplier<Message> message);

  /**
   * Whether an event that is declared for a topic comes too late: the messages of the running
   * transaction are written, and it is not among them.
   */
  boolean missed(Object event);

  /**
   * Runs this when the transaction has committed, and never if it is rolled back; once for this
   * very object, however often it is asked for.
   */
  void afterCommit(Object of, Runnable action);
}
