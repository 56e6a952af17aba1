package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What does a relay cost that has nothing to do? Processor time of its process and statements sent
 * to the database. The limit is the same process before its relay was started.
 */
record IdleBench(Setup setup, int settleSeconds, int seconds, int rounds) implements Benchmark {
  /** The clock of the processor time is coarse; what it does not see counts as this. */
  private static final double LEAST_PERCENT = 0.01;

  IdleBench {
    if (settleSeconds < 0 || seconds < 1 || rounds < 1) {
      throw new IllegalArgumentException("seconds and rounds must be 1 or more");
    }
  }

  @Override
  public List<Report> run(Progress progress) throws SQLException, IOException {
    Series without = new Series();
    Series with = new Series();
    Series statements = new Series();
    try (BenchServers servers = BenchServers.start(progress);
        Contenders contenders = new Contenders(servers, setup.jvmArguments())) {
      ContenderProcess relay =
          contenders.launch(ContenderKind.COUNTED_RELAY, servers.createDatabase());
      for (int round = 1; round <= rounds; round++) {
        pause(settleSeconds);
        without.add(cpuPercent(relay));
        relay.start();
        pause(settleSeconds);
        long before = relay.statements();
        with.add(cpuPercent(relay));
        statements.add((relay.statements() - before) / (double) seconds);
        relay.stop();
        progress.say("  round %d of %d done".formatted(round, rounds));
      }
    }
    return List.of(
        Report.of("idle", "% of a core", with, without)
            .series("statements_per_second", statements)
            .count("seconds", seconds));
  }

  private double cpuPercent(ContenderProcess process) {
    Duration before = process.cpu();
    pause(seconds);
    double used = process.cpu().minus(before).toNanos() / 1e9;
    return Math.max(LEAST_PERCENT, 100 * used / seconds);
  }

  private static void pause(int seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
