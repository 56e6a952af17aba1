package io.twinbox.demo;

import io.twinbox.checker.Flaw;
import io.twinbox.checker.Lag;
import io.twinbox.checker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a run went. Immutable.
 *
 * @param settings what was asked
 * @param verdict what a careful consumer got ({@code read_committed})
 * @param everything what was ever written ({@code read_uncommitted}); nothing in it may be invented
 * @param lag from commit to visible
 * @param blows the faults that struck, in order
 * @param troubles what else went wrong, in words
 * @param took from the first order to the last check
 */
public record Report(
    DemoSettings settings,
    Verdict verdict,
    Verdict everything,
    Lag lag,
    List<Blow> blows,
    List<String> troubles,
    Duration took) {

  /** Copies the lists. */
  public Report {
    blows = List.copyOf(blows);
    troubles = List.copyOf(troubles);
  }

  /** All promises kept, and all promised faults really there. */
  public boolean passed() {
    return shortcomings().isEmpty();
  }

  /** What is wrong, in words; empty if the run passed. */
  public List<String> shortcomings() {
    List<String> wrong = new ArrayList<>();
    if (!verdict.clean()) {
      wrong.add("the checker found flaws");
    }
    if (!everything.clean()) {
      wrong.add("the checker found flaws in what is visible to read_uncommitted");
    }
    if (verdict.committed() < settings.messages()) {
      wrong.add("fewer messages were committed than asked for");
    }
    if (midBatchKills() < settings.faults().killsMidBatch()) {
      wrong.add("too few kills landed mid-batch");
    }
    wrong.addAll(troubles);
    return wrong;
  }

  long midBatchKills() {
    return blows.stream().filter(Blow::midBatch).count();
  }

  /** One line, one object; times in milliseconds and seconds. */
  public String json() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("committed", verdict.committed());
    values.put("published", verdict.published());
    values.put("lost", verdict.lost());
    values.put("phantom", verdict.phantom());
    values.put("duplicates", verdict.duplicates());
    values.put("inverted", verdict.inverted());
    values.put("changed", verdict.changed());
    values.put("scattered", verdict.scattered());
    values.put("lag_ms_p50", decimal(lag.p50Millis()));
    values.put("lag_ms_p99", decimal(lag.p99Millis()));
    values.put("lag_ms_max", decimal(lag.maxMillis()));
    values.put("relay_kills", struck(Fault.KILL_RELAY));
    values.put("relay_kills_mid_batch", midBatchKills());
    values.put("relay_pauses", struck(Fault.PAUSE_RELAY));
    values.put("kafka_outages", struck(Fault.STOP_KAFKA));
    values.put("session_cuts", struck(Fault.CUT_SESSION));
    for (Fault fault : Fault.values()) {
      String name = "recovery_ms_max_" + fault.name().toLowerCase(Locale.ROOT);
      values.put(name, longestRecovery(fault).toMillis());
    }
    values.put("seconds", decimal(took.toMillis() / 1e3));
    values.put("seed", settings.seed());
    values.put("passed", passed());
    return values.entrySet().stream()
        .map(value -> "\"" + value.getKey() + "\":" + value.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** A table for people. */
  public String table() {
    StringBuilder table = new StringBuilder("\n");
    row(table, "committed", "%,d messages", verdict.committed());
    row(table, "published", "%,d of them", verdict.published());
    row(table, "lost", "%,d", verdict.lost());
    row(table, "phantom", "%,d", verdict.phantom());
    row(table, "inverted", "%,d", verdict.inverted());
    row(table, "changed", "%,d", verdict.changed() + verdict.scattered());
    row(table, "duplicates", "%,d", verdict.duplicates());
    row(table, "lag, faults included", "p50 %.1f ms, p99 %.1f ms, at most %,.0f ms", lagFigures());
    for (Fault fault : Fault.values()) {
      if (struck(fault) > 0) {
        row(table, fault.text(), "%s", recoveries(fault));
      }
    }
    row(table, "took", "%.0f s, seed %d", took.toMillis() / 1e3, settings.seed());
    samples(table);
    table.append("\n  ").append(conclusion()).append('\n');
    return table.toString();
  }

  private String conclusion() {
    return passed()
        ? "Nothing lost, nothing invented, nothing out of order."
        : "FAILED: " + String.join("; ", shortcomings()) + ".";
  }

  private Object[] lagFigures() {
    return new Object[] {lag.p50Millis(), lag.p99Millis(), lag.maxMillis()};
  }

  private String recoveries(Fault fault) {
    String times =
        blows.stream()
            .filter(blow -> blow.fault() == fault)
            .map(Blow::recovery)
            .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3))
            .collect(Collectors.joining(", "));
    String midBatch = fault == Fault.KILL_RELAY ? ", mid-batch " + midBatchKills() : "";
    return struck(fault) + " times" + midBatch + ", flowing again after " + times + " s";
  }

  private void samples(StringBuilder table) {
    Arrays.stream(Flaw.values())
        .filter(flaw -> flaw != Flaw.DUPLICATE)
        .forEach(
            flaw ->
                verdict
                    .samples()
                    .getOrDefault(flaw, List.of())
                    .forEach(sample -> row(table, flaw.name(), "%s", sample)));
  }

  private long struck(Fault fault) {
    return blows.stream().filter(blow -> blow.fault() == fault).count();
  }

  private Duration longestRecovery(Fault fault) {
    return blows.stream()
        .filter(blow -> blow.fault() == fault)
        .map(Blow::recovery)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static void row(StringBuilder table, String name, String format, Object... values) {
    table.append(String.format(Locale.ROOT, "  %-30s ", name));
    table.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
