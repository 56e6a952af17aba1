package io.twinbox.benchmarks;

import picocli.CommandLine.Option;

/** Options of the benchmarks that last for a given time. Filled by picocli. */
final class DurationOptions {

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Measured time of each round (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "Time before it that is not measured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  int seconds() {
    return seconds;
  }

  int warmUpSeconds() {
    return warmUpSeconds;
  }
}
