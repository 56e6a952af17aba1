package io.twinbox.spi;

import io.twinbox.AfterDeath;
import java.time.Duration;
import java.util.Objects;

/** What becomes of a record that is stored. */
public sealed interface Fate {

  /** {@link io.twinbox.RecordState#RECEIVED}: waits for its first handling, no attempt counted. */
  Fate RECEIVED = new Received();

  /** See {@link #RECEIVED}. */
  record Received() implements Fate {}

  /**
   * {@link io.twinbox.RecordState#PARKED}: its lane waits, and it is tried again.
   *
   * @param attempts attempts counted so far, 1 or more
   * @param backoff from now on the database's clock until the next attempt, zero or more
   * @param failure what went wrong
   */
  record Parked(int attempts, Duration backoff, Failure failure) implements Fate {
    public Parked {
      Objects.requireNonNull(backoff, "backoff");
      Objects.requireNonNull(failure, "failure");
    }
  }

  /**
   * {@link io.twinbox.RecordState#DEAD}.
   *
   * @param attempts attempts counted so far; 0 = it never reached the handler
   * @param failure what went wrong
   * @param lane whether its lane goes on, or waits for the operator
   */
  record Dead(int attempts, Failure failure, AfterDeath lane) implements Fate {
    public Dead {
      Objects.requireNonNull(failure, "failure");
      Objects.requireNonNull(lane, "lane");
    }
  }
}
