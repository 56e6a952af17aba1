package io.twinbox.inbox;

/** What becomes of a record that cannot be handled, whatever the handler would do. */
public enum Refusal {
  /** Stored as a dead letter with its payload, headers and the reason. */
  DEAD_LETTER,
  /** Counted, told to the listeners, and dropped. */
  DROP
}
