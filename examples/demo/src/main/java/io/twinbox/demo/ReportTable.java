package io.twinbox.demo;

import io.twinbox.checker.Flaw;
import io.twinbox.checker.Lag;
import io.twinbox.checker.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link Report} for people. Used by one thread. */
final class ReportTable {
  private final Report report;
  private final StringBuilder table = new StringBuilder("\n");

  private ReportTable(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    return new ReportTable(report).write();
  }

  private String write() {
    services();
    topics();
    lags();
    for (Fault fault : Fault.values()) {
      if (report.struck(fault) > 0) {
        row(fault.text(), "%s", recoveries(fault));
      }
    }
    row("took", "%.0f s, seed %d", report.took().toMillis() / 1e3, report.settings().seed());
    samples();
    table.append("\n  ").append(conclusion()).append('\n');
    return table.toString();
  }

  private void services() {
    Findings found = report.found();
    row("orders", "%,d placed", found.payments().messages());
    row("payments", "%,d made for them", found.payments().effects());
    row("confirmations", "%,d came back", found.confirmations().effects());
    row("not applied once", "%,d of all these", found.effects().notOnce());
    row("money", "%s", money(found.audit()));
    row("duplicates refused", "%,d by both inboxes", report.played().duplicatesRefused());
  }

  private static String money(Audit audit) {
    if (audit.flaws().isEmpty()) {
      return String.format(Locale.ROOT, "%,.2f paid, every account agrees", audit.cents() / 1e2);
    }
    return audit.flaws().size() + " accounts do not agree";
  }

  private void topics() {
    Verdict topics = report.found().topics();
    row("messages", "%,d committed, %,d of them in Kafka", topics.committed(), topics.published());
    row("lost", "%,d", topics.lost());
    row("phantom", "%,d", topics.phantom());
    row("inverted", "%,d", report.found().inverted());
    row("changed", "%,d", topics.changed() + topics.scattered());
    row("duplicates", "%,d in Kafka", topics.duplicates());
  }

  private void lags() {
    lag("order to Kafka", report.played().told());
    lag("order to payment in Kafka", report.played().paid());
  }

  private void lag(String name, Lag lag) {
    row(
        name,
        "p50 %.1f ms, p99 %,.1f ms, at most %,.0f ms",
        lag.p50Millis(),
        lag.p99Millis(),
        lag.maxMillis());
  }

  private String conclusion() {
    return report.passed()
        ? "Nothing lost, nothing invented, nothing out of order, everything applied once."
        : "FAILED: " + String.join("; ", report.shortcomings()) + ".";
  }

  private String recoveries(Fault fault) {
    String times =
        report.recoveries(fault).stream()
            .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3))
            .collect(Collectors.joining(", "));
    String landed =
        switch (fault) {
          case KILL_RELAY -> ", mid-batch " + report.landed(fault);
          case KILL_CONSUMER -> ", in a transaction " + report.landed(fault);
          default -> "";
        };
    return report.struck(fault) + " times" + landed + ", flowing again after " + times + " s";
  }

  private void samples() {
    Findings found = report.found();
    found
        .topics()
        .samples()
        .forEach(
            (flaw, some) -> {
              if (flaw != Flaw.DUPLICATE) {
                samples(flaw.name(), some);
              }
            });
    found.payments().samples().forEach((flaw, some) -> samples("payment " + flaw, some));
    found.confirmations().samples().forEach((flaw, some) -> samples("confirmation " + flaw, some));
    samples("money", found.audit().flaws().stream().limit(10).toList());
  }

  private void samples(String name, List<String> some) {
    some.forEach(sample -> row(name, "%s", sample));
  }

  private void row(String name, String format, Object... values) {
    table.append(String.format(Locale.ROOT, "  %-30s ", name));
    table.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
