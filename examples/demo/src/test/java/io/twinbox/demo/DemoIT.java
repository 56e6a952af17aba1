package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo in small: everything real, and one kill in the middle of a batch. */
class DemoIT {
  @Test
  void survivesAKillInTheMiddleOfABatch(@TempDir Path logs) throws Exception {
    DemoSettings settings = new DemoSettings(2_000, 8, 7, FaultPlan.kills(7, 1));

    Report report;
    try (Progress progress = Progress.onStandardError()) {
      report = new Demo(settings, logs, progress).run();
    }

    assertThat(report.shortcomings()).as(report.table()).isEmpty();
    assertThat(report.verdict().published()).isGreaterThanOrEqualTo(2_000);
    assertThat(report.midBatchKills()).isPositive();
  }
}
