package io.twinbox.benchmarks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of one benchmark: a figure, the bare limit of the same run, their ratio, and whatever
 * else was seen, by name in a fixed order. Not thread-safe.
 */
final class Report {
  private static final int SIGNIFICANT_DIGITS = 4;

  private final String benchmark;
  private final Map<String, Object> values = new LinkedHashMap<>();

  private Report(String benchmark) {
    this.benchmark = benchmark;
    values.put("benchmark", benchmark);
  }

  /**
   * Medians, and the spread of the rounds beside them. The ratio is the median of the rounds' own
   * ratios: a machine that is shared is faster in one round than in another, but much the same
   * within one.
   */
  static Report of(String benchmark, String unit, Series figure, Series limit) {
    Report report = new Report(benchmark);
    report.number("figure", figure.median());
    report.number("limit", limit.median());
    report.number("ratio", figure.dividedBy(limit).median());
    report.text("unit", unit);
    report.spread("figure", figure);
    report.spread("limit", limit);
    report.spread("ratio", figure.dividedBy(limit));
    report.number("rounds", figure.size());
    return report;
  }

  /** Adds the median under the name, and {@code name_min} and {@code name_max}. */
  Report series(String name, Series series) {
    number(name, series.median());
    spread(name, series);
    return this;
  }

  /** Adds a number, to be shown with four significant digits. */
  Report number(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a number: " + name + " " + value);
    }
    values.put(name, rounded(value));
    return this;
  }

  /** Adds a whole number, to be shown as it is. */
  Report count(String name, long value) {
    values.put(name, value);
    return this;
  }

  Report text(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** One JSON object on one line. */
  String toJson() {
    return JsonMapper.shared().writeValueAsString(values);
  }

  /** For a human: a line per value. */
  String toTable() {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder table = new StringBuilder();
    values.forEach(
        (name, value) ->
            table.append(
                String.format(Locale.ROOT, "  %-" + width + "s  %s%n", name, shown(value))));
    return table.toString();
  }

  String benchmark() {
    return benchmark;
  }

  Map<String, Object> values() {
    return Map.copyOf(values);
  }

  private void spread(String name, Series series) {
    number(name + "_min", series.min());
    number(name + "_max", series.max());
  }

  private static Number rounded(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    int scale = Math.max(0, SIGNIFICANT_DIGITS - (exact.precision() - exact.scale()));
    BigDecimal result = exact.setScale(scale, RoundingMode.HALF_UP).stripTrailingZeros();
    return result.scale() <= 0 ? (Number) result.longValueExact() : (Number) result;
  }

  private static String shown(Object value) {
    return value instanceof Long number
        ? String.format(Locale.ROOT, "%,d", number)
        : value.toString();
  }
}
