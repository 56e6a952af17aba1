package io.twinbox.demo;

/**
 * How much the writers write. Immutable.
 *
 * @param seed decides what each of them does
 * @param writers how many of them, each with a connection of its own, 1 to 1,000
 * @param perSecond committed messages per second of all together, at most; at least 1
 */
public record OrderLoad(long seed, int writers, int perSecond) {
  /** Refuses loads outside the limits. */
  public OrderLoad {
    if (writers < 1 || writers > 1_000) {
      throw new IllegalArgumentException("writers: 1 to 1000, not " + writers);
    }
    if (perSecond < 1) {
      throw new IllegalArgumentException("perSecond: at least 1, not " + perSecond);
    }
  }
}
