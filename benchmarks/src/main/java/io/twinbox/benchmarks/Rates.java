package io.twinbox.benchmarks;

import java.util.HashMap;
import java.util.Map;

/** What was measured of each arm, round by round. Not thread-safe. */
final class Rates {
  private final Map<String, Series> byArm = new HashMap<>();

  void add(String arm, double value) {
    byArm.computeIfAbsent(arm, any -> new Series()).add(value);
  }

  /**
   * The rounds of an arm.
   *
   * @throws IllegalArgumentException if nothing was measured of it
   */
  Series of(String arm) {
    Series series = byArm.get(arm);
    if (series == null) {
      throw new IllegalArgumentException("not measured: " + arm);
    }
    return series;
  }
}
