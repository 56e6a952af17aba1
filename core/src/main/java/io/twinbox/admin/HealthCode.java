package io.twinbox.admin;

/** What a health sentence says. The more pressing ones come first; the first that fits is told. */
public enum HealthCode {
  /** A relay that no node owns: its lease has run out or was given back. */
  NO_OWNER(Severity.CRITICAL),
  /** No node of a consumer has told anything for a while. */
  NO_NODE(Severity.CRITICAL),
  /** The owner says that nothing can be published, and why. */
  DESTINATION_DOWN(Severity.CRITICAL),
  /** A node of a consumer says that nothing can be handled, and why. */
  CONSUMER_DOWN(Severity.CRITICAL),
  /** Stopped by an operator. */
  PAUSED(Severity.NOTICE),
  /** Lanes wait: the sentence names the oldest error. */
  LANES_BLOCKED(Severity.WARNING),
  /** Topics are paused by an operator. */
  TOPICS_PAUSED(Severity.NOTICE),
  /** Dead letters wait for somebody's decision. */
  DEAD_LETTERS(Severity.WARNING),
  /** The oldest entry or record waits longer than it should, and nothing says why. */
  BEHIND(Severity.WARNING),
  /** All is well. */
  WELL(Severity.OK);

  private final Severity severity;

  HealthCode(Severity severity) {
    this.severity = severity;
  }

  /** How pressing it is. */
  public Severity severity() {
    return severity;
  }

  /** How pressing something is. */
  public enum Severity {
    /** Nothing to do. */
    OK,
    /** As somebody wanted it. */
    NOTICE,
    /** Something waits; the rest flows. */
    WARNING,
    /** Nothing flows. */
    CRITICAL
  }
}
