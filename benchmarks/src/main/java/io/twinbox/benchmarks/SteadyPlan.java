package io.twinbox.benchmarks;

/**
 * How many write, and how long.
 *
 * @param writers threads in a closed loop, each with a connection, 1 or more
 * @param warmUpSeconds load before the first measured one, 0 or more
 * @param seconds measured load of each round, 1 or more
 * @param rounds how often, 1 or more
 */
record SteadyPlan(int writers, int warmUpSeconds, int seconds, int rounds) {
  SteadyPlan {
    if (writers < 1 || warmUpSeconds < 0 || seconds < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "writers, seconds and rounds must be 1 or more, warm-up 0 or more");
    }
  }
}
