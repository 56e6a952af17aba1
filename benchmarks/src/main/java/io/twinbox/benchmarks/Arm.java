package io.twinbox.benchmarks;

/**
 * One of the things a benchmark compares.
 *
 * @param name for topics and progress; lower case
 * @param contender who moves the messages
 * @param databaseUrl where they wait
 * @param workload what they are
 * @param history what becomes of the messages once they are moved
 * @param snapshot whether one is held meanwhile
 */
record Arm(
    String name,
    ContenderProcess contender,
    String databaseUrl,
    Workload workload,
    History history,
    Snapshot snapshot) {

  /** What becomes of messages once they are moved. */
  enum History {
    /** The table is emptied after each drain, as by a purge. */
    PURGED,
    /** They stay where the contender leaves them. */
    KEPT
  }

  /** Whether somebody holds a snapshot while the messages are written and moved. */
  enum Snapshot {
    /** Nobody does. */
    NONE,
    /** See {@link HeldSnapshot}. */
    HELD
  }

  /** An arm whose table is empty at the beginning of each drain. */
  static Arm of(String name, ContenderProcess contender, String databaseUrl, Workload workload) {
    return new Arm(name, contender, databaseUrl, workload, History.PURGED, Snapshot.NONE);
  }

  ContenderKind kind() {
    return contender.kind();
  }
}
