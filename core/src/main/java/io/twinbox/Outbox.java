package io.twinbox;

import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Where a business transaction leaves its messages: they are published if, and only if, it commits.
 *
 * <p>Append after the transaction holds the locks of what it changes. Two transactions are
 * published in the order of their appends only where the second one waited for the first, and one
 * that appends before it waits is in front already.
 *
 * <p>All messages are checked before the first is written. Thread-safe; a connection is not, and is
 * only used by the calling thread and only until the method returns. It is never committed, rolled
 * back or closed here.
 *
 * <p>Every method throws {@link NoTransactionException} if the connection carries no transaction
 * that can write, {@link InvalidMessageException} if a message is null, illegal or too large, and
 * {@link AppendException} if the database fails. After the first two nothing was sent to the
 * database; except that a transaction found to be aborted or read-only by the database itself is
 * aborted.
 */
public interface Outbox {

  /**
   * Appends messages in their order, by one statement unless they are very many.
   *
   * @param tx the transaction the messages are part of
   * @param messages may be empty: then nothing happens
   * @return the ids of the messages, in their order
   */
  List<UUID> append(Connection tx, List<Message> messages);

  /** Appends messages in their order: see {@link #append(Connection, List)}. */
  default List<UUID> append(Connection tx, Message... messages) {
    return append(tx, Arrays.asList(messages));
  }

  /**
   * Appends the message a topic makes of an event.
   *
   * @return the id of the message
   * @throws EncodingException if the topic's codec or one of its functions failed
   */
  default <T> UUID append(Connection tx, Topic<T> topic, T event) {
    return append(tx, topic.message(event)).get(0);
  }
}
