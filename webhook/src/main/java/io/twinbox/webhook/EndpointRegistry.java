package io.twinbox.webhook;

import java.util.Optional;

/** The endpoints, by topic. Asked for every delivery, by many threads: thread-safe and quick. */
public interface EndpointRegistry {

  /** The endpoint of a topic; empty if there is none. */
  Optional<Endpoint> find(String name);

  /** Why nothing may be sent to the endpoint until {@link #enable}; empty if it may. */
  Optional<String> disabledBecause(String name);

  /** The endpoint said that it is gone for good: nothing is sent until somebody enables it. */
  void disable(String name, String reason);

  /** An operator wants it used again. Nothing happens if it was not disabled. */
  void enable(String name);
}
