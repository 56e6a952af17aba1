package io.twinbox.spring;

import io.twinbox.EncodingException;
import io.twinbox.InvalidMessageException;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.Topic;
import java.util.List;

/**
 * The outbox of the running Spring transaction: what is appended is published if, and only if, that
 * transaction commits.
 *
 * <pre>{@code
 * @Transactional
 * public void place(Order order) {
 *   orders.save(order);
 *   outbox.append(ORDERS, new OrderPlaced(order));
 * }
 * }</pre>
 *
 * <p>Messages are checked at the call, kept in memory, and written by one statement when the
 * transaction is about to commit: after JPA has flushed, so that a message never stands in front of
 * the locks of the change it tells of. A savepoint that is rolled back takes its messages with it
 * (savepoints of Spring, as with {@code PROPAGATION_NESTED}; one set on the JDBC connection by hand
 * goes unnoticed). What is appended in another transaction that was suspended meanwhile ({@code
 * REQUIRES_NEW}) belongs to that one.
 *
 * <p>Every method throws {@link NoTransactionException} if no transaction runs on the outbox's
 * {@code DataSource}, or if it is read-only, and {@link InvalidMessageException} if a message is
 * illegal or too large. A failure of the database comes out of the commit, as an {@link
 * io.twinbox.AppendException}, and the transaction is rolled back.
 *
 * <p>Thread-safe; a transaction is its thread's.
 */
public interface SpringOutbox {

  /** Appends a message to the running transaction. */
  Appended append(Message message);

  /**
   * Appends messages to the running transaction, in their order. All are checked before the first
   * is taken.
   *
   * @param messages may be empty: then nothing happens
   * @return one handle per message, in their order
   */
  List<Appended> append(List<Message> messages);

  /**
   * Appends the message a topic makes of an event, as the event is now.
   *
   * @throws EncodingException if the topic's codec or one of its functions failed
   */
  <T> Appended append(Topic<T> topic, T event);

  /**
   * Appends the message that the declared topic of an event's class makes of it: a bean of type
   * {@link Topic}, or {@link OutboxMessage} on the class.
   *
   * @throws IllegalArgumentException if nothing declares where such events go
   * @throws EncodingException if the topic's codec or one of its functions failed
   */
  Appended appendEvent(Object event);

  /**
   * Writes what the running transaction has appended so far, now and not when it commits; JPA is
   * flushed before. For who stores {@link Appended#seq()} beside data of its own. What is appended
   * later is written by the next call, or at the commit.
   *
   * <p>Call it when the transaction holds the locks of all rows that it changes: a message that
   * stands in the log before them may be published in front of that of the transaction which is
   * waited for.
   *
   * @throws io.twinbox.AppendException if the database refuses: roll back
   */
  void write();
}
