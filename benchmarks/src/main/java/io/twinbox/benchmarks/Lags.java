package io.twinbox.benchmarks;

import org.HdrHistogram.Histogram;

/** How late messages became visible, round by round, in milliseconds. Not thread-safe. */
final class Lags {
  private static final double MICROS_PER_MILLI = 1_000;

  private final Series p50 = new Series();
  private final Series p99 = new Series();
  private double max;

  /** Adds a round, in microseconds. */
  void add(Histogram micros) {
    p50.add(micros.getValueAtPercentile(50) / MICROS_PER_MILLI);
    p99.add(micros.getValueAtPercentile(99) / MICROS_PER_MILLI);
    max = Math.max(max, micros.getMaxValue() / MICROS_PER_MILLI);
  }

  Series p50() {
    return p50;
  }

  Series p99() {
    return p99;
  }

  /** The latest of all rounds. */
  double max() {
    return max;
  }
}
