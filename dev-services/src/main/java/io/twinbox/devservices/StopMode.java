package io.twinbox.devservices;

/** How a running PostgreSQL is asked to stop. */
public enum StopMode {
  /** Open transactions are rolled back, sessions are ended, a checkpoint is written. */
  FAST("INT"),
  /** No checkpoint: the next start recovers from the write-ahead log, as after a crash. */
  IMMEDIATE("QUIT");

  private final String signal;

  StopMode(String signal) {
    this.signal = signal;
  }

  String signal() {
    return signal;
  }
}
