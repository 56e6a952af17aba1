package io.twinbox;

/** What a lane does when its head has become a dead letter. */
public enum AfterDeath {
  /** The lane goes on with the next entry. */
  SKIP,
  /** The lane waits until an operator retries or discards the dead letter. */
  BLOCK
}
