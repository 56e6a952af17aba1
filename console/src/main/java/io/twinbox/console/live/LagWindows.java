package io.twinbox.console.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The windows of the databases whose relays run here, by name. Thread-safe. */
public final class LagWindows {
  private final Map<String, LagWindow> windows = new ConcurrentHashMap<>();

  /** That of a database; nothing is in it if nobody's relay was given it. */
  public LagWindow of(String database) {
    return windows.computeIfAbsent(database, name -> new LagWindow());
  }
}
