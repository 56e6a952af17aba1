package io.twinbox.demo;

/** What can happen to the services and to their neighbours. */
public enum Fault {
  /** SIGKILL to a relay process, and another one started in its place. */
  KILL_RELAY("kill -9 of a relay"),
  /** Kafka stopped, and started again later. */
  STOP_KAFKA("Kafka stopped"),
  /** The sessions of all relays and consumers terminated by the database. */
  CUT_SESSION("database sessions cut"),
  /** SIGSTOP to a relay process until another one has taken over, then SIGCONT. */
  PAUSE_RELAY("relay paused past its lease"),
  /** SIGKILL to a consumer process, and another one started in its place. */
  KILL_CONSUMER("kill -9 of a consumer"),
  /** A consumer has to begin with the first record of its topic again. */
  REPLAY_TOPIC("topic replayed from its begin"),
  /** Records of a topic written to it once more, by somebody else. */
  REPEAT_RECORDS("records injected again");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
