package io.twinbox.demo;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link ConsumerProcess} seen from outside. Thread-safe. */
final class ConsumerNode extends ServiceNode {
  /** What it says after a transaction that refused records, with their number. */
  static final String DUPLICATES = "duplicates ";

  private final AtomicLong duplicates = new AtomicLong();

  private ConsumerNode(ConsumerSettings settings, Path log, String... jvmOptions) {
    super(ConsumerProcess.class, settings, log, jvmOptions);
  }

  /** Starts a process with this one's Java and class path. */
  static ConsumerNode start(ConsumerSettings settings, Path log, String... jvmOptions) {
    ConsumerNode node = new ConsumerNode(settings, log, jvmOptions);
    node.listen();
    return node;
  }

  /**
   * How many records it has refused because their message had been handled: as far as it came to
   * say so before it died.
   */
  long duplicates() {
    return duplicates.get();
  }

  @Override
  void said(String line) {
    super.said(line);
    if (line.startsWith(DUPLICATES)) {
      duplicates.addAndGet(Long.parseLong(line.substring(DUPLICATES.length())));
    }
  }
}
