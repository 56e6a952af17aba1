package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * N messages wait in a topic; how fast are they handled, once each? Beside it the bare limits: a
 * loop that polls and does the same inserts, and one that only polls. Each contender is a JVM of
 * its own with the same arguments and the same warm-up.
 */
record InboxBench(Setup setup, InboxPlan plan) implements Benchmark {
  private static final double MEBIBYTE = 1024 * 1024;

  @Override
  public List<Report> run(Progress progress) throws SQLException, IOException {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      for (ContenderKind kind : InboxRounds.kinds(plan)) {
        contenders.launch(kind, url);
      }
      Rates rates =
          new InboxRounds(servers, url, setup.workload(), plan, progress, contenders).takeTurns();
      List<Report> reports = new ArrayList<>();
      for (InboxVariant variant : plan.variants()) {
        long heap = contenders.of(variant.kind()).heapAfterCollection();
        reports.add(report(variant, rates).number("heap_mib_after_gc_max", heap / MEBIBYTE));
      }
      return reports;
    }
  }

  private Report report(InboxVariant variant, Rates rates) {
    String title = variant.title();
    String limit = variant.limit().name();
    Report report =
        Report.of("inbox", "messages/s", rates.of(title), rates.of(limit))
            .text("variant", title)
            .number("cpu_us_per_message", rates.of(title + Drains.CPU).median())
            .number("limit_cpu_us_per_message", rates.of(limit + Drains.CPU).median())
            .count("messages", variant.messagesOf(plan.drain().messages()));
    if (variant == InboxVariant.REPLAY) {
      Series first = rates.of(firstOf(variant));
      report
          .series("first_handling", first)
          .number("ratio_to_first_handling", rates.of(title).dividedBy(first).median());
    }
    return report;
  }

  /** What the first handling of replayed messages was measured as. */
  private String firstOf(InboxVariant replay) {
    InboxVariant first = InboxVariant.BATCH_INSERT;
    return plan.variants().contains(first) ? first.title() : replay.kind().name();
  }
}
