package io.twinbox.benchmarks;

/**
 * What load to put on, and how long.
 *
 * @param perSecond transactions per second, 1 or more
 * @param writers threads, each with a connection, 1 or more
 * @param warmUpSeconds load before the measured one, 0 or more
 * @param seconds measured load, 1 or more
 * @param rounds how often, 1 or more
 */
record LatencyPlan(int perSecond, int writers, int warmUpSeconds, int seconds, int rounds) {
  LatencyPlan {
    if (perSecond < 1 || writers < 1 || warmUpSeconds < 0 || seconds < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "rate, writers, seconds and rounds must be 1 or more, warm-up 0 or more");
    }
  }

  /** Messages of a round, those of the warm-up included. */
  int messages() {
    return Math.multiplyExact(perSecond, warmUpSeconds + seconds);
  }

  /** Messages of the warm-up. */
  int unmeasured() {
    return perSecond * warmUpSeconds;
  }
}
