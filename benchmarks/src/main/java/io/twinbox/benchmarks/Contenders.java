package io.twinbox.benchmarks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The processes of the contenders of one run: all with the same arguments, all ended together. */
final class Contenders implements AutoCloseable {
  private final BenchServers servers;
  private final List<String> jvmArguments;
  private final Deque<ContenderProcess> launched = new ArrayDeque<>();

  Contenders(BenchServers servers, List<String> jvmArguments) {
    this.servers = servers;
    this.jvmArguments = List.copyOf(jvmArguments);
  }

  /** A new process. It idles until it is started, and again once it is stopped. */
  ContenderProcess launch(ContenderKind kind, String databaseUrl) throws IOException {
    ContenderProcess process =
        ContenderProcess.launch(kind, databaseUrl, servers.bootstrapServers(), jvmArguments);
    launched.push(process);
    return process;
  }

  /**
   * The process that was launched last of a kind.
   *
   * @throws IllegalArgumentException if there is none
   */
  ContenderProcess of(ContenderKind kind) {
    return launched.stream()
        .filter(process -> process.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not launched: " + kind));
  }

  @Override
  public void close() {
    launched.forEach(ContenderProcess::close);
  }
}
