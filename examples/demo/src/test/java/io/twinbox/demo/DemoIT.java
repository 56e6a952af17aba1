package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo in small: everything real, and one kill in the middle of a batch, one in the middle of a
 * handler's transaction, and everything delivered again.
 */
class DemoIT {
  @Test
  void survivesKillsAndAReplay(@TempDir Path logs) throws Exception {
    DemoSettings settings = new DemoSettings(2_000, 8, 7, FaultPlan.brief(7));

    Report report;
    try (Progress progress = Progress.onStandardError()) {
      report = new Demo(settings, ShowSettings.NONE, logs, progress).run();
    }

    assertThat(report.shortcomings()).as(ReportTable.of(report)).isEmpty();
    assertThat(report.found().topics().published()).isGreaterThanOrEqualTo(4_000);
    assertThat(report.landed(Fault.KILL_RELAY)).isPositive();
    assertThat(report.landed(Fault.KILL_CONSUMER)).isPositive();
    assertThat(report.played().duplicatesRefused()).isPositive();
  }
}
