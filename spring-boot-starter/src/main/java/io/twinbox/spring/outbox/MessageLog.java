package io.twinbox.spring.outbox;

import io.twinbox.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where messages are written, and in which of Spring's transactions. Thread-safe. */
interface MessageLog {

  /**
   * What the transaction that has just begun in this thread is known by: another manager's
   * transaction inside of it has the same.
   *
   * @return null = it is none that messages can be written in
   */
  @Nullable Object begun();

  /**
   * Writes messages in the running transaction.
   *
   * @param messages 1 or more
   * @return their places, in their order
   */
  List<Long> write(List<Message> messages);

  /** The transaction of an append has committed. */
  void committed(Handle handle);
}
