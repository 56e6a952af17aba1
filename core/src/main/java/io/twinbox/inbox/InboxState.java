package io.twinbox.inbox;

/** What a consumer is doing. */
public enum InboxState {
  /** Not started, or stopped. */
  STOPPED,
  /** Reads and handles records. */
  RUNNING,
  /**
   * Handles records, and has read no more for a second or longer because there is no room: the
   * handlers or the workers are behind.
   */
  BEHIND,
  /** A handler runs longer than its time limit, and was interrupted. */
  HANDLER_STUCK,
  /** Stopped by an operator: it stays in its group and begins nothing new. */
  PAUSED,
  /** The source cannot be read. */
  SOURCE_DOWN,
  /** The database cannot be reached or refuses; nothing is counted against the records. */
  DATABASE_DOWN,
  /** An error that nobody foresaw; the consumer tries again, ever more slowly. */
  RESTARTING,
  /**
   * Stopped for good by an error after which the process cannot be trusted. It has left its group:
   * the others take over.
   */
  HALTED
}
