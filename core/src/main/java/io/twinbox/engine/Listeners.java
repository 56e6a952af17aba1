package io.twinbox.engine;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every listener, whatever another one throws. Thread-safe if the listeners are.
 *
 * @param <L> what a listener is
 */
public final class Listeners<L> {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<L> listeners;

  /** Later changes of the list do not matter. */
  public Listeners(List<L> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Whether there is nobody to tell. */
  public boolean none() {
    return listeners.isEmpty();
  }

  /** Tells all of them, in the order of the list, on the calling thread. Throws nothing. */
  public void tell(Consumer<L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.warn("A listener failed listener:{}", listener.getClass().getName(), e);
      }
    }
  }
}
