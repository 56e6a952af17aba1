package io.twinbox.benchmarks;

import java.util.List;

/**
 * How much history to compare, and for how long to hold a snapshot.
 *
 * @param retained published entries kept, ascending; the first is what the others are compared with
 * @param drain how much to drain
 * @param holdSeconds how long a snapshot is held under load, 1 or more
 * @param loadPerSecond messages per second meanwhile, 1 or more
 */
record HistoryPlan(List<Long> retained, DrainPlan drain, int holdSeconds, int loadPerSecond) {
  HistoryPlan {
    retained = List.copyOf(retained);
    if (retained.size() < 2 || !retained.equals(retained.stream().sorted().distinct().toList())) {
      throw new IllegalArgumentException(
          "want two or more numbers of retained entries, ascending: " + retained);
    }
    if (retained.get(0) < 0 || holdSeconds < 1 || loadPerSecond < 1) {
      throw new IllegalArgumentException(
          "retained must be 0 or more, hold seconds and load per second 1 or more");
    }
  }

  /** The most entries that are retained. */
  long largest() {
    return retained.get(retained.size() - 1);
  }
}
