package io.twinbox.spring.outbox;

import io.twinbox.Message;

/**
 * Sees each message as it is appended, in the transaction's thread, and may give it more headers.
 * What goes wrong here, or makes the message larger than it may be, costs no append: the message is
 * then taken as it was.
 */
@FunctionalInterface
public interface AtAppend {

  /**
   * A message is taken.
   *
   * @return the same message, with more headers perhaps
   */
  Message appended(Message message);
}
