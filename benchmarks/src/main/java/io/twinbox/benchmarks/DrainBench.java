package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * N messages wait; how fast are they in Kafka? The relay, the bare limit and the hand-written loop
 * take turns, each in a JVM of its own with the same arguments and the same warm-up.
 */
record DrainBench(Setup setup, DrainPlan plan) implements Benchmark {
  private static final String RELAY = "relay";
  private static final String BARE = "bare";
  private static final String HANDWRITTEN = "handwritten";

  @Override
  public List<Report> run(Progress progress) throws SQLException, IOException {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      Workload workload = setup.workload();
      List<Arm> arms =
          List.of(
              Arm.of(BARE, contenders.launch(ContenderKind.BARE, url), url, workload),
              Arm.of(RELAY, contenders.launch(ContenderKind.RELAY, url), url, workload),
              Arm.of(
                  HANDWRITTEN, contenders.launch(ContenderKind.HANDWRITTEN, url), url, workload));
      return List.of(report(new Drains(servers, progress).takeTurns(arms, plan)));
    }
  }

  private Report report(Rates rates) {
    Series relay = rates.of(RELAY);
    Series handwritten = rates.of(HANDWRITTEN);
    return Report.of("drain", "messages/s", relay, rates.of(BARE))
        .series(HANDWRITTEN, handwritten)
        .number("ratio_to_handwritten", relay.dividedBy(handwritten).median())
        .number("cpu_us_per_message", rates.of(RELAY + Drains.CPU).median())
        .number("limit_cpu_us_per_message", rates.of(BARE + Drains.CPU).median())
        .number("handwritten_cpu_us_per_message", rates.of(HANDWRITTEN + Drains.CPU).median())
        .count("messages", plan.messages());
  }
}
