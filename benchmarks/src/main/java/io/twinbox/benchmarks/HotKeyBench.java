package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * As the drain, with a single key: everything goes to one partition, in one order, which is
 * checked. Beside it the relay with many keys, and the bare limit with the single key.
 */
record HotKeyBench(Setup setup, DrainPlan plan) implements Benchmark {
  private static final String HOT = "relay-hot";
  private static final String BARE = "bare-hot";
  private static final String MANY_KEYS = "relay-many";

  @Override
  public List<Report> run(Progress progress) throws SQLException, IOException {
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      String url = servers.createDatabase();
      Workload hot = setup.workload().withKeys(1);
      ContenderProcess relay = contenders.launch(ContenderKind.RELAY, url);
      List<Arm> arms =
          List.of(
              Arm.of(BARE, contenders.launch(ContenderKind.BARE, url), url, hot),
              Arm.of(HOT, relay, url, hot),
              Arm.of(MANY_KEYS, relay, url, setup.workload()));
      return List.of(report(new Drains(servers, progress).takeTurns(arms, plan)));
    }
  }

  private Report report(Rates rates) {
    Series hot = rates.of(HOT);
    Series many = rates.of(MANY_KEYS);
    return Report.of("hotkey", "messages/s", hot, rates.of(BARE))
        .series("many_keys", many)
        .number("ratio_to_many_keys", hot.median() / many.median())
        .count("messages", plan.messages())
        .text("order", "kept");
  }
}
