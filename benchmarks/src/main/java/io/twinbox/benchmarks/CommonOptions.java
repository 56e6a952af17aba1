package io.twinbox.benchmarks;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every benchmark. Filled by picocli. */
final class CommonOptions {

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measured rounds; medians are told (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "Heap of each contender, as in -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap = "";

  @Option(
      names = "--jvm-arg",
      paramLabel = "ARG",
      description = "A further argument of each contender's JVM; may be repeated.")
  private List<String> jvmArguments = new ArrayList<>();

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "" + Workload.DEFAULT_KEYS,
      description = "Different keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--payload-bytes",
      paramLabel = "N",
      defaultValue = "" + Workload.DEFAULT_PAYLOAD_BYTES,
      description = "Size of a payload (default: ${DEFAULT-VALUE}).")
  private int payloadBytes;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "" + Workload.DEFAULT_PARTITIONS,
      description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + Workload.DEFAULT_SEED,
      description = "The same seed gives the same messages (default: ${DEFAULT-VALUE}).")
  private long seed;

  int rounds() {
    return rounds;
  }

  Setup setup() {
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + heap));
    jvm.addAll(jvmArguments);
    return new Setup(new Workload(seed, keys, payloadBytes, partitions), jvm);
  }
}
