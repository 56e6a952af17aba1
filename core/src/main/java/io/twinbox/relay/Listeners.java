package io.twinbox.relay;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every listener, whatever another one throws. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<RelayListener> listeners;

  Listeners(List<RelayListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void tell(Consumer<RelayListener> event) {
    for (RelayListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.warn("A relay listener failed listener:{}", listener.getClass().getName(), e);
      }
    }
  }
}
