package io.twinbox.demo;

import io.twinbox.checker.Lag;
import io.twinbox.checker.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link Report} for programs. */
final class ReportJson {
  private ReportJson() {}

  /** One line, one object; times in milliseconds and seconds. */
  static String of(Report report) {
    Map<String, Object> values = new LinkedHashMap<>();
    putTopics(values, report.found());
    putLag(values, "lag", report.played().told());
    putKills(values, report);
    for (Fault fault : Fault.values()) {
      String name = "recovery_ms_max_" + fault.name().toLowerCase(Locale.ROOT);
      values.put(name, longestRecovery(report, fault));
    }
    putEffects(values, report);
    values.put("seconds", decimal(report.took().toMillis() / 1e3));
    values.put("seed", report.settings().seed());
    values.put("passed", report.passed());
    return values.entrySet().stream()
        .map(value -> "\"" + value.getKey() + "\":" + value.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void putTopics(Map<String, Object> values, Findings found) {
    Verdict topics = found.topics();
    values.put("committed", topics.committed());
    values.put("published", topics.published());
    values.put("lost", topics.lost());
    values.put("phantom", topics.phantom());
    values.put("duplicates", topics.duplicates());
    values.put("inverted", found.inverted());
    values.put("changed", topics.changed());
    values.put("scattered", topics.scattered());
  }

  private static void putLag(Map<String, Object> values, String name, Lag lag) {
    values.put(name + "_ms_p50", decimal(lag.p50Millis()));
    values.put(name + "_ms_p99", decimal(lag.p99Millis()));
    values.put(name + "_ms_max", decimal(lag.maxMillis()));
  }

  private static void putKills(Map<String, Object> values, Report report) {
    values.put("relay_kills", report.struck(Fault.KILL_RELAY));
    values.put("relay_kills_mid_batch", report.landed(Fault.KILL_RELAY));
    values.put("relay_pauses", report.struck(Fault.PAUSE_RELAY));
    values.put("kafka_outages", report.struck(Fault.STOP_KAFKA));
    values.put("session_cuts", report.struck(Fault.CUT_SESSION));
    values.put("consumer_kills", report.struck(Fault.KILL_CONSUMER));
    values.put("consumer_kills_in_transaction", report.landed(Fault.KILL_CONSUMER));
    values.put("replays", report.struck(Fault.REPLAY_TOPIC));
  }

  private static void putEffects(Map<String, Object> values, Report report) {
    Findings found = report.found();
    values.put("orders", found.payments().messages());
    values.put("payments", found.payments().effects());
    values.put("confirmations", found.confirmations().effects());
    values.put("effects_not_once", found.effects().notOnce());
    values.put("accounts_off", found.audit().flaws().size());
    values.put("duplicates_refused", report.played().duplicatesRefused());
    putLag(values, "payment", report.played().paid());
  }

  private static long longestRecovery(Report report, Fault fault) {
    return report.recoveries(fault).stream().mapToLong(Duration::toMillis).max().orElse(0);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
