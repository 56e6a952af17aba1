package io.twinbox.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One figure measured in several rounds. Not thread-safe. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  static Series of(double... values) {
    Series series = new Series();
    for (double value : values) {
      series.add(value);
    }
    return series;
  }

  void add(double value) {
    values.add(value);
  }

  int size() {
    return values.size();
  }

  /** Round by round, this one divided by the other: what the machine did in between cancels out. */
  Series dividedBy(Series other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException("rounds differ: " + size() + ", " + other.size());
    }
    Series ratios = new Series();
    for (int i = 0; i < size(); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return ratios;
  }

  /** The middle one, or the mean of the two in the middle. */
  double median() {
    checkNotEmpty();
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    checkNotEmpty();
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double max() {
    checkNotEmpty();
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private void checkNotEmpty() {
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
  }
}
