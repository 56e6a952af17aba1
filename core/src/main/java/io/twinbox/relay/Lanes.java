package io.twinbox.relay;

import io.twinbox.spi.Lane;
import java.util.HashMap;
import java.util.Map;

/**
 * The blocked lanes, as the owner knows them: those with parked entries in the database, and those
 * that failed in a batch not yet settled. Used by the engine's thread only.
 *
 * <p>Costs about 200 bytes a lane; nothing while no lane is blocked.
 */
final class Lanes {
  private final Map<Lane, Integer> waiting = new HashMap<>();

  /** Starts from what the database holds. */
  void load(Map<Lane, Integer> parked) {
    waiting.clear();
    waiting.putAll(parked);
  }

  boolean none() {
    return waiting.isEmpty();
  }

  boolean blocked(Lane lane) {
    return waiting.containsKey(lane);
  }

  /** Whether an entry of the lane has been set aside already, rather than only seen to fail. */
  boolean hasParked(Lane lane) {
    return waiting.getOrDefault(lane, 0) > 0;
  }

  /** Later entries of the lane line up from now on. */
  void block(Lane lane) {
    waiting.putIfAbsent(lane, 0);
  }

  /** Entries of the lane wait; {@code count} need not be exact above 1. */
  void parked(Lane lane, int count) {
    waiting.put(lane, count);
  }

  void free(Lane lane) {
    waiting.remove(lane);
  }

  /** The number of blocked lanes. */
  int size() {
    return waiting.size();
  }
}
