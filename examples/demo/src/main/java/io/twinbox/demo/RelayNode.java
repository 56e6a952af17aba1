package io.twinbox.demo;

import java.nio.file.Path;

/** A {@link RelayProcess} seen from outside. Thread-safe. */
public final class RelayNode extends ServiceNode {
  private RelayNode(RelaySettings settings, Path log, String... jvmOptions) {
    super(RelayProcess.class, settings, log, jvmOptions);
  }

  /**
   * Starts a process with this one's Java and class path.
   *
   * @param log gets its log; created or appended to
   * @param jvmOptions such as {@code -Xmx128m}
   */
  public static RelayNode start(RelaySettings settings, Path log, String... jvmOptions) {
    RelayNode node = new RelayNode(settings, log, jvmOptions);
    node.listen();
    return node;
  }
}
