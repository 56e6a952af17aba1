package io.twinbox.benchmarks;

/**
 * How much to drain, and how often.
 *
 * @param messages per drain, 1 or more
 * @param warmUp messages of the drain before the first measured one, 1 or more
 * @param rounds measured drains per arm, 1 or more
 */
record DrainPlan(long messages, long warmUp, int rounds) {
  DrainPlan {
    if (messages < 1 || warmUp < 1 || rounds < 1) {
      throw new IllegalArgumentException("messages, warm-up and rounds must be 1 or more");
    }
  }
}
