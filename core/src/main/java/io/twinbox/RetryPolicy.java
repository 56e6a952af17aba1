package io.twinbox;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * When a failing lane is tried again, and when its head is given up: exponential backoff with a cap
 * and jitter.
 *
 * @param maxAttempts tries of an entry before it becomes a dead letter, 1 or more
 * @param firstBackoff wait after the first failed attempt; positive
 * @param maxBackoff longest wait; not below {@code firstBackoff}, at most {@link #LONGEST_BACKOFF}
 * @param multiplier growth of the wait with each attempt, 1 or more
 * @param jitter share of the wait that is drawn at random, 0 to 1: lanes that failed together are
 *     not tried together
 * @param afterDeath what the lane does then
 */
public record RetryPolicy(
    int maxAttempts,
    Duration firstBackoff,
    Duration maxBackoff,
    double multiplier,
    double jitter,
    AfterDeath afterDeath) {

  /** Nothing waits longer, whatever a destination asks for. */
  public static final Duration LONGEST_BACKOFF = Duration.ofDays(1);

  /** Ten attempts within about three minutes, then the lane goes on. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(10, Duration.ofMillis(500), Duration.ofMinutes(1), 2.0, 0.2, AfterDeath.SKIP);

  public RetryPolicy {
    Objects.requireNonNull(firstBackoff, "firstBackoff");
    Objects.requireNonNull(maxBackoff, "maxBackoff");
    Objects.requireNonNull(afterDeath, "afterDeath");
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.require(maxAttempts >= 1, "retry.maxAttempts must be 1 or more, is " + maxAttempts);
    faults.require(
        !firstBackoff.isNegative() && !firstBackoff.isZero(),
        "retry.firstBackoff must be positive, is " + firstBackoff);
    faults.require(
        maxBackoff.compareTo(firstBackoff) >= 0,
        "retry.maxBackoff must not be below firstBackoff " + firstBackoff + ", is " + maxBackoff);
    faults.require(
        maxBackoff.compareTo(LONGEST_BACKOFF) <= 0,
        "retry.maxBackoff must not exceed " + LONGEST_BACKOFF + ", is " + maxBackoff);
    // Written so that "not a number" is refused as well.
    faults.require(
        multiplier >= 1 && !Double.isInfinite(multiplier),
        "retry.multiplier must be 1 or more, is " + multiplier);
    faults.require(
        jitter >= 0 && jitter <= 1, "retry.jitter must be between 0 and 1, is " + jitter);
    faults.throwIfAny();
  }

  /** The same policy with another limit of attempts. */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(attempts, firstBackoff, maxBackoff, multiplier, jitter, afterDeath);
  }

  /** The same policy with other waits. */
  public RetryPolicy withBackoff(Duration first, Duration max) {
    return new RetryPolicy(maxAttempts, first, max, multiplier, jitter, afterDeath);
  }

  /** The same policy with another fate of the lane. */
  public RetryPolicy withAfterDeath(AfterDeath fate) {
    return new RetryPolicy(maxAttempts, firstBackoff, maxBackoff, multiplier, jitter, fate);
  }

  /** The wait after attempt number {@code attempts}, 1-based. */
  public Duration backoff(int attempts, RandomGenerator random) {
    double grown = (double) firstBackoff.toMillis() * Math.pow(multiplier, attempts - 1.0);
    double capped = Math.min(grown, (double) maxBackoff.toMillis());
    return Duration.ofMillis(Math.round(capped * (1 - jitter * random.nextDouble())));
  }
}
