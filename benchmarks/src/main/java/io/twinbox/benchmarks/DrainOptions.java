package io.twinbox.benchmarks;

import picocli.CommandLine.Option;

/** Options of the benchmarks that drain a backlog. Filled by picocli. */
final class DrainOptions {

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Messages per drain (default: ${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Messages of the drain before the first (default: ${DEFAULT-VALUE}).")
  private long warmUp;

  DrainPlan plan(int rounds) {
    return new DrainPlan(messages, warmUp, rounds);
  }
}
