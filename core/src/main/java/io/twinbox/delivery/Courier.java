package io.twinbox.delivery;

import io.twinbox.spi.DestinationDownException;

/** Takes one entry to its destination and waits for the answer. Thread-safe. */
public interface Courier extends AutoCloseable {

  /**
   * Makes one attempt. Called from many threads at once, never twice at a time for one lane. What
   * it throws counts as a failed attempt.
   *
   * @param attempt the entry, and how to give up: {@link Attempt#onAbort}
   */
  Answer deliver(Attempt attempt) throws Exception;

  /**
   * Asks whether the destination can be reached at all; returns when it can, and at once where
   * there are many destinations.
   *
   * @throws DestinationDownException naming what cannot be reached and why
   */
  void probe();

  /** Releases everything. No attempt is under way any more, or it was aborted. */
  @Override
  void close();
}
