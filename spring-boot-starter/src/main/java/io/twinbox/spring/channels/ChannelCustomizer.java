package io.twinbox.spring.channels;

import io.twinbox.relay.Relay;

/**
 * Changes how the relay of a channel beside Kafka is built, last of all: another publisher, a
 * listener, an option without a property. As many beans as you like, in their order; asked at every
 * start.
 */
@FunctionalInterface
public interface ChannelCustomizer {
  /**
   * Changes what it likes.
   *
   * @param channel {@code webhook} or {@code mail}
   */
  void customize(String channel, Relay.Builder builder);
}
