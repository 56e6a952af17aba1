package io.twinbox.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of one kind that a service has had in one run: one is in charge, others may be
 * dead, paused or leaving. Not thread-safe.
 *
 * @param <N> the kind
 */
final class Nodes<N extends ServiceNode> implements AutoCloseable {
  /** Small and quick to start, and a log that tells when and not too much. */
  private static final String[] JVM_OPTIONS = {
    "-Xmx128m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=warn"
  };

  private final Starter<N> starter;
  private final Path logs;
  private final String name;
  private final List<N> all = new ArrayList<>();

  /**
   * @param logs an existing directory
   * @param name of the log files there, which are numbered
   */
  Nodes(Starter<N> starter, Path logs, String name) {
    this.starter = starter;
    this.logs = logs;
    this.name = name;
  }

  /** Starts one more and puts it in charge; returns at once. */
  N start() {
    Path log = logs.resolve(name + "-" + (all.size() + 1) + ".log");
    N node = starter.start(log, JVM_OPTIONS);
    all.add(node);
    return node;
  }

  /** The one started last. */
  N current() {
    return all.get(all.size() - 1);
  }

  /** All that were ever started, in that order. */
  List<N> all() {
    return List.copyOf(all);
  }

  /** Stops those that still live, gracefully. */
  @Override
  public void close() {
    all.forEach(ServiceNode::close);
  }

  /**
   * Starts a process.
   *
   * @param <N> the kind
   */
  @FunctionalInterface
  interface Starter<N> {
    /** Starts it with a log and options for its JVM; returns at once. */
    N start(Path log, String... jvmOptions);
  }
}
