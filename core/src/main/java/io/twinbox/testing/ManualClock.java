package io.twinbox.testing;

import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until it is told otherwise. Gives the passing of time and the date from
 * the same hand. Thread-safe.
 */
public final class ManualClock implements MonotonicClock, InstantSource {
  /** Where {@link #ManualClock()} starts. */
  public static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

  private Instant now;

  /** Starts at {@link #START}. */
  public ManualClock() {
    this(START);
  }

  /** Starts at {@code start}. */
  public ManualClock(Instant start) {
    this.now = start;
  }

  /**
   * Lets time pass.
   *
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public synchronized void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time runs forwards: " + time);
    }
    now = now.plus(time);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return Duration.between(START, now).toNanos();
  }
}
