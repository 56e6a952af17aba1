package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.checker.EffectFlaw;
import io.twinbox.checker.EffectVerdict;
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
  private static final Blow IN_TRANSACTION =
      new Blow(Fault.KILL_CONSUMER, "in a transaction", true, Duration.ofMillis(1_700));

  private final Locale before = Locale.getDefault();

  private DemoSettings settings = settings(1_000, FaultPlan.none());
  private Verdict topics = verdict(null, 0);
  private Verdict everything = verdict(null, 0);
  private EffectVerdict payments = effects(null);
  private EffectVerdict confirmations = effects(null);
  private Audit audit = new Audit(5_000_00, List.of());
  private List<Blow> blows = List.of();
  private long refused = 17;
  private List<String> troubles = List.of();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void theObjectHasTheAgreedKeysInOrder() {
    Locale.setDefault(Locale.GERMANY); // a decimal comma would break the object
    blows = List.of(MID_BATCH, BETWEEN, OUTAGE, IN_TRANSACTION);

    assertThat(ReportJson.of(report()))
        .isEqualTo(
            "{\"committed\":2000,\"published\":2000,\"lost\":0,\"phantom\":0,\"duplicates\":12,"
                + "\"inverted\":0,\"changed\":0,\"scattered\":0,"
                + "\"lag_ms_p50\":8.5,\"lag_ms_p99\":40.2,\"lag_ms_max\":4000.0,"
                + "\"relay_kills\":2,\"relay_kills_mid_batch\":1,\"relay_pauses\":0,"
                + "\"kafka_outages\":1,\"session_cuts\":0,"
                + "\"consumer_kills\":1,\"consumer_kills_in_transaction\":1,\"replays\":0,"
                + "\"recovery_ms_max_kill_relay\":3900,\"recovery_ms_max_stop_kafka\":1200,"
                + "\"recovery_ms_max_cut_session\":0,\"recovery_ms_max_pause_relay\":0,"
                + "\"recovery_ms_max_kill_consumer\":1700,\"recovery_ms_max_replay_topic\":0,"
                + "\"recovery_ms_max_repeat_records\":0,"
                + "\"orders\":1000,\"payments\":1000,\"confirmations\":1000,"
                + "\"effects_not_once\":0,\"accounts_off\":0,\"duplicates_refused\":17,"
                + "\"payment_ms_p50\":18.5,\"payment_ms_p99\":80.2,\"payment_ms_max\":5000.0,"
                + "\"seconds\":61.2,\"seed\":7,\"passed\":true}");
  }

  @Test
  void aCleanRunPassesInSpiteOfDuplicates() {
    assertThat(report().passed()).isTrue();
    assertThat(ReportTable.of(report()))
        .contains("Nothing lost, nothing invented, nothing out of order, everything applied once.");
  }

  @ParameterizedTest
  @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "DUPLICATE")
  void oneFlawInKafkaFailsTheRunAndIsShown(Flaw flaw) {
    topics = verdict(flaw, 1);

    assertThat(report().passed()).isFalse();
    assertThat(ReportTable.of(report())).contains("FAILED", flaw.name(), "sample of it");
  }

  @ParameterizedTest
  @EnumSource(EffectFlaw.class)
  void oneFlawOfAnEffectAtEitherServiceFailsTheRunAndIsShown(EffectFlaw flaw) {
    payments = effects(flaw);
    assertThat(report().passed()).isFalse();
    assertThat(ReportTable.of(report())).contains("FAILED", "payment " + flaw, "sample of it");

    payments = effects(null);
    confirmations = effects(flaw);
    assertThat(report().passed()).isFalse();
    assertThat(ReportTable.of(report())).contains("FAILED", "confirmation " + flaw);
  }

  @Test
  void anEffectOutOfOrderCountsAsInverted() {
    confirmations = effects(EffectFlaw.LATE);

    assertThat(ReportJson.of(report())).contains("\"inverted\":1,", "\"effects_not_once\":0,");
  }

  @Test
  void effectsOfBothServicesCount() {
    payments = effects(EffectFlaw.MISSING);
    confirmations = effects(EffectFlaw.REPEATED);

    assertThat(ReportJson.of(report())).contains("\"effects_not_once\":2,");
  }

  @Test
  void moneyThatDoesNotAgreeFailsTheRun() {
    audit = new Audit(1, List.of("ann: 5 too much"));

    assertThat(report().shortcomings()).containsExactly("the money does not agree");
    assertThat(ReportTable.of(report())).contains("ann: 5 too much");
  }

  @Test
  void aPhantomThatOnlyReadUncommittedSeesFailsTheRun() {
    everything = verdict(Flaw.PHANTOM, 1);

    assertThat(report().passed()).isFalse();
  }

  @Test
  void killsThatDidNotLandFailTheRun() {
    settings = settings(1_000, FaultPlan.brief(7));
    blows = List.of(BETWEEN);

    assertThat(report().shortcomings())
        .containsExactly(
            "too few kills landed mid-batch", "too few kills landed in a handler's transaction");
  }

  @Test
  void aReplayWithoutRefusalsFailsTheRun() {
    settings = settings(1_000, FaultPlan.brief(7));
    blows = List.of(MID_BATCH, IN_TRANSACTION);
    assertThat(report().passed()).isTrue();

    refused = 0;

    assertThat(report().shortcomings())
        .containsExactly("a topic was replayed, and nothing was refused");
  }

  @Test
  void troubleFailsTheRun() {
    troubles = List.of("nothing flows");

    assertThat(report().shortcomings()).containsExactly("nothing flows");
  }

  @Test
  void tooFewOrdersFailTheRun() {
    settings = settings(1_001, FaultPlan.none());

    assertThat(report().shortcomings())
        .containsExactly("fewer orders were committed than asked for");
  }

  private Report report() {
    Findings found = new Findings(topics, everything, payments, confirmations, audit);
    Lag told = new Lag(1_000, 1_000, 0, 8.5, 40.2, 4_000);
    Lag paid = new Lag(1_000, 1_000, 0, 18.5, 80.2, 5_000);
    Played played = new Played(told, paid, blows, refused, troubles);
    return new Report(settings, found, played, Duration.ofMillis(61_234));
  }

  private static DemoSettings settings(int messages, FaultPlan plan) {
    return new DemoSettings(messages, 4, 7, plan);
  }

  private static EffectVerdict effects(EffectFlaw flaw) {
    Map<EffectFlaw, List<String>> samples =
        flaw == null ? Map.of() : Map.of(flaw, List.of("sample of it"));
    return new EffectVerdict(
        1_000,
        1_000,
        flaw == EffectFlaw.MISSING ? 1 : 0,
        flaw == EffectFlaw.REPEATED ? 1 : 0,
        flaw == EffectFlaw.UNEXPLAINED ? 1 : 0,
        flaw == EffectFlaw.LATE ? 1 : 0,
        samples);
  }

  private static Verdict verdict(Flaw flaw, long count) {
    Map<Flaw, List<String>> samples =
        flaw == null ? Map.of() : Map.of(flaw, List.of("sample of it"));
    return new Verdict(
        2_000,
        2_012,
        2_000,
        flaw == Flaw.LOST ? count : 0,
        flaw == Flaw.PHANTOM ? count : 0,
        12,
        flaw == Flaw.INVERTED ? count : 0,
        flaw == Flaw.CHANGED ? count : 0,
        flaw == Flaw.SCATTERED ? count : 0,
        samples);
  }
}
