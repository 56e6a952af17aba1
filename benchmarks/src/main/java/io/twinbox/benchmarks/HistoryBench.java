package io.twinbox.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Does history cost anything? Drains and idle looks beside none, a million and five million
 * published entries, and with a write transaction and a snapshot held open; and the hand-written
 * loop beside it, before and after the same snapshot was held for a while under load.
 */
record HistoryBench(Setup setup, HistoryPlan plan) implements Benchmark {

  @Override
  public List<Report> run(Progress progress) throws Exception {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      List<Retained> histories = new ArrayList<>();
      for (long entries : plan.retained()) {
        histories.add(Retained.make(entries, servers, contenders, setup.workload(), progress));
      }
      Drains drains = new Drains(servers, progress);
      Rates rates = drains.takeTurns(arms(histories), plan.drain());
      Rates costs = idleClaims(histories);
      Decay decay = new Decay(servers, contenders, setup.workload(), plan, progress);
      return List.of(report(rates, costs, decay.measure(drains)));
    }
  }

  /** Each history free; the largest with a snapshot held, too. */
  private List<Arm> arms(List<Retained> histories) {
    List<Arm> arms = new ArrayList<>();
    for (Retained history : histories) {
      arms.add(history.arm(free(history.entries()), Arm.Snapshot.NONE));
    }
    Retained largest = histories.get(histories.size() - 1);
    arms.add(largest.arm(held(largest.entries()), Arm.Snapshot.HELD));
    return arms;
  }

  private Rates idleClaims(List<Retained> histories) throws SQLException {
    Rates micros = new Rates();
    for (Retained history : histories) {
      micros.add(free(history.entries()), ClaimCost.medianMicros(history.databaseUrl()));
      try (HeldSnapshot snapshot = new HeldSnapshot(history.databaseUrl())) {
        micros.add(held(history.entries()), ClaimCost.medianMicros(history.databaseUrl()));
        snapshot.checkStillHeld();
      }
    }
    return micros;
  }

  private Report report(Rates rates, Rates claims, Rates decay) {
    String none = free(plan.retained().get(0));
    Report report =
        Report.of("history", "messages/s", rates.of(held(plan.largest())), rates.of(none));
    for (long entries : plan.retained()) {
      report.series("drain_" + free(entries), rates.of(free(entries)));
      report.number("idle_claim_us_" + free(entries), claims.of(free(entries)).median());
      report.number("idle_claim_us_" + held(entries), claims.of(held(entries)).median());
    }
    for (String contender : List.of(Decay.RELAY, Decay.HANDWRITTEN)) {
      double before = decay.of(contender + Decay.BEFORE).median();
      double after = decay.of(contender + Decay.AFTER).median();
      report.number(contender + "_before", before);
      report.number(contender + "_snapshot_held", after);
      report.number(contender + "_ratio", after / before);
    }
    return report
        .count("messages", plan.drain().messages())
        .count("hold_seconds", plan.holdSeconds())
        .count("load_per_second", plan.loadPerSecond());
  }

  private static String free(long entries) {
    return "retained_" + entries;
  }

  private static String held(long entries) {
    return "retained_" + entries + "_held";
  }
}
