package io.twinbox.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay processes of one run: one is in charge, others may be dead, paused or leaving. */
final class RelayNodes implements AutoCloseable {
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

  private final RelaySettings settings;
  private final Path logs;
  private final List<RelayNode> all = new ArrayList<>();

  RelayNodes(RelaySettings settings, Path logs) {
    this.settings = settings;
    this.logs = logs;
  }

  /** Starts one more and puts it in charge; returns at once. */
  RelayNode start() {
    Path log = logs.resolve("relay-" + (all.size() + 1) + ".log");
    RelayNode node = RelayNode.start(settings, log, JVM_OPTIONS);
    all.add(node);
    return node;
  }

  /** The one started last. */
  RelayNode current() {
    return all.get(all.size() - 1);
  }

  String relay() {
    return settings.relay();
  }

  /** Stops those that still live, gracefully. */
  @Override
  public void close() {
    all.forEach(RelayNode::close);
  }
}
