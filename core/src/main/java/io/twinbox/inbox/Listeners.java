package io.twinbox.inbox;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every listener, whatever another one throws. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<InboxListener> listeners;

  Listeners(List<InboxListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void tell(Consumer<InboxListener> event) {
    for (InboxListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.warn("An inbox listener failed listener:{}", listener.getClass().getName(), e);
      }
    }
  }
}
