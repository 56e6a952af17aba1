package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.checker.Flaw;
import io.twinbox.checker.Lag;
import io.twinbox.checker.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
  private static final Blow MID_BATCH =
      new Blow(Fault.KILL_RELAY, "mid-batch", true, Duration.ofMillis(3_900));
  private static final Blow BETWEEN =
      new Blow(Fault.KILL_RELAY, "between batches", false, Duration.ofMillis(3_500));
  private static final Blow OUTAGE =
      new Blow(Fault.STOP_KAFKA, "away for 6.0 s", false, Duration.ofMillis(1_200));

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void theObjectHasTheAgreedKeysInOrder() {
    Locale.setDefault(Locale.GERMANY); // a decimal comma would break the object

    assertThat(report(verdict(null, 0), FaultPlan.kills(7, 1), MID_BATCH, BETWEEN, OUTAGE).json())
        .isEqualTo(
            "{\"committed\":1000,\"published\":1000,\"lost\":0,\"phantom\":0,\"duplicates\":12,"
                + "\"inverted\":0,\"changed\":0,\"scattered\":0,"
                + "\"lag_ms_p50\":8.5,\"lag_ms_p99\":40.2,\"lag_ms_max\":4000.0,"
                + "\"relay_kills\":2,\"relay_kills_mid_batch\":1,\"relay_pauses\":0,"
                + "\"kafka_outages\":1,\"session_cuts\":0,"
                + "\"recovery_ms_max_kill_relay\":3900,\"recovery_ms_max_stop_kafka\":1200,"
                + "\"recovery_ms_max_cut_session\":0,\"recovery_ms_max_pause_relay\":0,"
                + "\"seconds\":61.2,\"seed\":7,\"passed\":true}");
  }

  @Test
  void aCleanRunPassesInSpiteOfDuplicates() {
    Report report = report(verdict(null, 0), FaultPlan.none());

    assertThat(report.passed()).isTrue();
    assertThat(report.table()).contains("Nothing lost, nothing invented, nothing out of order");
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "DUPLICATE")
  void oneFlawFailsTheRunAndIsShown(Flaw flaw) {
    Report report = report(verdict(flaw, 1), FaultPlan.none());

    assertThat(report.passed()).isFalse();
    assertThat(report.table()).contains("FAILED").contains(flaw.name()).contains("sample of it");
  }

  @Test
  void aPhantomThatOnlyReadUncommittedSeesFailsTheRun() {
    Report report =
        new Report(
            settings(1_000, FaultPlan.none()),
            verdict(null, 0),
            verdict(Flaw.PHANTOM, 1),
            lag(),
            List.of(),
            List.of(),
            Duration.ofSeconds(60));

    assertThat(report.passed()).isFalse();
  }

  @Test
  void killsThatDidNotLandMidBatchFailTheRun() {
    assertThat(report(verdict(null, 0), FaultPlan.kills(7, 2), MID_BATCH, BETWEEN).shortcomings())
        .containsExactly("too few kills landed mid-batch");
  }

  @Test
  void troubleFailsTheRun() {
    Report report =
        new Report(
            settings(1_000, FaultPlan.none()),
            verdict(null, 0),
            verdict(null, 0),
            lag(),
            List.of(),
            List.of("nothing flows"),
            Duration.ofSeconds(60));

    assertThat(report.shortcomings()).containsExactly("nothing flows");
  }

  @Test
  void tooFewMessagesFailTheRun() {
    Report report =
        new Report(
            settings(1_001, FaultPlan.none()),
            verdict(null, 0),
            verdict(null, 0),
            lag(),
            List.of(),
            List.of(),
            Duration.ofSeconds(60));

    assertThat(report.shortcomings())
        .containsExactly("fewer messages were committed than asked for");
  }

  private static Report report(Verdict verdict, FaultPlan plan, Blow... blows) {
    return new Report(
        settings(1_000, plan),
        verdict,
        verdict,
        lag(),
        List.of(blows),
        List.of(),
        Duration.ofMillis(61_234));
  }

  private static DemoSettings settings(int messages, FaultPlan plan) {
    return new DemoSettings(messages, 4, 7, plan);
  }

  private static Lag lag() {
    return new Lag(1_000, 1_000, 0, 8.5, 40.2, 4_000);
  }

  private static Verdict verdict(Flaw flaw, long count) {
    Map<Flaw, List<String>> samples =
        flaw == null ? Map.of() : Map.of(flaw, List.of("sample of it"));
    return new Verdict(
        1_000,
        1_012,
        1_000,
        flaw == Flaw.LOST ? count : 0,
        flaw == Flaw.PHANTOM ? count : 0,
        12,
        flaw == Flaw.INVERTED ? count : 0,
        flaw == Flaw.CHANGED ? count : 0,
        flaw == Flaw.SCATTERED ? count : 0,
        samples);
  }
}
