package io.twinbox.spring.relay;

import io.twinbox.relay.Relay;

/**
 * Changes how the relay is built, last of all: another publisher, a listener, an option without a
 * property. As many beans as you like, in their order; asked at every start.
 */
@FunctionalInterface
public interface RelayCustomizer {
  void customize(Relay.Builder builder);
}
