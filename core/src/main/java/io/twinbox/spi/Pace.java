package io.twinbox.spi;

import io.twinbox.RetryPolicy;
import java.time.Duration;
import java.util.Objects;

/**
 * How a destination wants to be treated.
 *
 * @param longestAttempt after this long every attempt that was begun has its answer; a relay that
 *     closes waits at least as long. Zero = the publisher begins everything at once, and nothing
 *     can be said
 * @param retry when its failing lanes are tried again, unless the relay's options say something
 *     else than {@link RetryPolicy#DEFAULT}
 */
public record Pace(Duration longestAttempt, RetryPolicy retry) {
  /** Of a broker: it takes everything at once, and trouble is over within minutes. */
  public static final Pace DEFAULT = new Pace(Duration.ZERO, RetryPolicy.DEFAULT);

  public Pace {
    Objects.requireNonNull(longestAttempt, "longestAttempt");
    Objects.requireNonNull(retry, "retry");
  }
}
