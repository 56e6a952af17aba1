package io.twinbox.demo;

/** What can happen to a relay and to its neighbours. */
public enum Fault {
  /** SIGKILL to the relay process, and another one started in its place. */
  KILL_RELAY("kill -9 of the relay"),
  /** Kafka stopped, and started again later. */
  STOP_KAFKA("Kafka stopped"),
  /** The relay's sessions terminated by the database. */
  CUT_SESSION("database sessions cut"),
  /** SIGSTOP to the relay process until another one has taken over, then SIGCONT. */
  PAUSE_RELAY("relay paused past its lease");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
