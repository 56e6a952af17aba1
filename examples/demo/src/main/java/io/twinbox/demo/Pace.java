package io.twinbox.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Spreads messages evenly over time, for all writers together. Who comes late may catch up, but no
 * more than {@link #CATCH_UP_NANOS} worth. Thread-safe.
 */
final class Pace {
  private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long nanosPerMessage;
  private long next = System.nanoTime();

  Pace(int messagesPerSecond) {
    nanosPerMessage = TimeUnit.SECONDS.toNanos(1) / messagesPerSecond;
  }

  /** Waits for the turn of the next {@code messages}; returns early when interrupted. */
  void await(int messages) {
    long turn = reserve(messages);
    long left = turn - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = turn - System.nanoTime();
    }
  }

  private synchronized long reserve(int messages) {
    long earliest = System.nanoTime() - CATCH_UP_NANOS;
    if (next - earliest < 0) {
      next = earliest;
    }
    long turn = next;
    next += messages * nanosPerMessage;
    return turn;
  }
}
