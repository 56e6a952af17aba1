package io.twinbox.relay;

/** How a relay comes to own its journal. */
public enum Ownership {
  /** By a lease that passes on when its owner is silent: run as many nodes as you like. */
  EXCLUSIVE,
  /**
   * By taking it: for a relay that runs on one node only and should not wait for its own lease
   * after a crash. A second node by mistake costs duplicates and speed, never a message.
   */
  SINGLE
}
