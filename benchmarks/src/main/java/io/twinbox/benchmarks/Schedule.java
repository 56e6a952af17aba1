package io.twinbox.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * An open-loop schedule: event {@code i} is due at {@code start + i / rate}, however long the
 * events before it took. A stall therefore does not thin out the load that would have met it
 * (coordinated omission).
 *
 * @param startNanos {@link System#nanoTime} at which event 0 is due
 * @param perSecond events per second, above 0
 */
record Schedule(long startNanos, double perSecond) {
  private static final double NANOS_PER_SECOND = 1e9;

  Schedule {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be above 0: " + perSecond);
    }
  }

  static Schedule startingNow(double perSecond) {
    return new Schedule(System.nanoTime(), perSecond);
  }

  /** When the event is due, on the clock of {@link System#nanoTime}. */
  long dueNanos(long event) {
    return startNanos + (long) (event * (NANOS_PER_SECOND / perSecond));
  }

  /**
   * Returns when the event is due; at once if that was in the past or the thread is interrupted.
   */
  void await(long event) {
    long due = dueNanos(event);
    long left = due - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = due - System.nanoTime();
    }
  }
}
