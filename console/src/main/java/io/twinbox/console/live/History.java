package io.twinbox.console.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A day of samples in a ring: 17,280 of eleven numbers, 1.6 MB. Thread-safe: one lock, held for
 * copying only.
 */
public final class History {
  /** Between two samples. */
  public static final Duration STEP = Duration.ofSeconds(5);

  /** Most points of an answer. */
  public static final int MAX_POINTS = 400;

  /** What is sampled, in the order of the columns. */
  public enum Column {
    APPENDED("appended", true),
    PUBLISHED("published", true),
    HANDLED("handled", true),
    DUPLICATES("duplicates", true),
    BACKLOG("backlog", false),
    OLDEST_AGE("oldestPendingAgeMs", false),
    LAG_P50("lagP50Ms", false),
    LAG_P95("lagP95Ms", false),
    LAG_P99("lagP99Ms", false),
    PARKED("parked", false),
    DEAD("dead", false);

    private final String title;

    /** Rates are averaged over a point; of what is a height the highest counts. */
    private final boolean rate;

    Column(String title, boolean rate) {
      this.title = title;
      this.rate = rate;
    }
  }

  private static final int KEPT = (int) (Duration.ofHours(24).toSeconds() / STEP.toSeconds());

  private final Map<Column, double[]> values = new EnumMap<>(Column.class);

  /** Number of the step a place holds, counted from 1970; 0 = none. */
  private final long[] steps = new long[KEPT];

  public History() {
    for (Column column : Column.values()) {
      values.put(column, new double[KEPT]);
    }
  }

  /**
   * Keeps a sample, as that of the step it falls into.
   *
   * @param sample what is known
   */
  public synchronized void add(Instant at, Map<Column, Double> sample) {
    long step = at.getEpochSecond() / STEP.toSeconds();
    int place = (int) (step % KEPT);
    steps[place] = step;
    values.forEach((column, kept) -> kept[place] = sample.getOrDefault(column, Double.NaN));
  }

  /**
   * The time up to now in at most {@link #MAX_POINTS} points.
   *
   * @param minutes how far back, 1 to 1,440
   */
  public Columns last(int minutes, Instant now) {
    long count = Duration.ofMinutes(minutes).dividedBy(STEP);
    int width = (int) ((count + MAX_POINTS - 1) / MAX_POINTS);
    // Points begin at whole multiples of their width, or each look would show another curve.
    long end = now.getEpochSecond() / STEP.toSeconds() / width + 1;
    long begin = end - (count + width - 1) / width;
    List<Long> at = new ArrayList<>();
    Map<String, List<@Nullable Double>> columns = new LinkedHashMap<>();
    for (long point = begin; point < end; point++) {
      at.add(point * width * STEP.toSeconds());
    }
    synchronized (this) {
      for (Column column : Column.values()) {
        List<@Nullable Double> points = new ArrayList<>();
        for (long point = begin; point < end; point++) {
          points.add(value(column, point * width, width));
        }
        columns.put(column.title, points);
      }
    }
    return new Columns(Math.toIntExact(width * STEP.toSeconds()), at, columns);
  }

  private @Nullable Double value(Column column, long from, int width) {
    double[] kept = Objects.requireNonNull(values.get(column));
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    int known = 0;
    for (long step = from; step < from + width; step++) {
      int place = (int) (step % KEPT);
      double value = kept[place];
      if (steps[place] == step && !Double.isNaN(value)) {
        sum += value;
        most = Math.max(most, value);
        known++;
      }
    }
    if (known == 0) {
      return null;
    }
    return column.rate ? sum / known : most;
  }

  /**
   * Columns of the same length.
   *
   * @param stepSeconds from point to point
   * @param at where each point begins, in seconds since 1970
   * @param columns by name
   */
  public record Columns(
      int stepSeconds, List<Long> at, Map<String, List<@Nullable Double>> columns) {}
}
