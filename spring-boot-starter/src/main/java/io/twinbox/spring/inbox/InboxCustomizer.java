package io.twinbox.spring.inbox;

import io.twinbox.inbox.Inbox;

/**
 * Changes how a consumer is built, last of all: a listener, a codec of its own, an option without a
 * property. As many beans as you like, in their order; asked at every start.
 */
@FunctionalInterface
public interface InboxCustomizer {

  /**
   * Changes one consumer.
   *
   * @param consumer its name
   */
  void customize(String consumer, Inbox.Builder builder);
}
