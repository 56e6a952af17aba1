package io.twinbox.relay;

/** What a relay is doing. */
public enum RelayState {
  /** Not started, or stopped. */
  STOPPED,
  /** Another node holds the lease; this one is ready to take over. */
  STANDBY,
  /** Holds the lease and publishes. */
  RUNNING,
  /** Holds the lease; an operator has paused it. */
  PAUSED,
  /** Holds the lease; the destination cannot be reached and nothing is claimed. */
  DESTINATION_DOWN,
  /** The database cannot be reached or refuses. */
  DATABASE_DOWN,
  /** An error that nobody foresaw; the relay starts again from the journal. */
  RESTARTING,
  /** Stopped for good: going on could lose messages. An operator must decide. */
  HALTED
}
