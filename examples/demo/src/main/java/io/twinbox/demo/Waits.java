package io.twinbox.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what cannot tell by itself that it has happened. */
final class Waits {
  private static final long PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private Waits() {}

  /** What is waited for; asking may fail with {@code E}. */
  interface Condition<E extends Exception> {
    boolean holds() throws E;
  }

  /**
   * Whether it came true within the limit. A machine that stands still meanwhile, as a laptop that
   * sleeps, is not taken for a service that does: no pause counts for more than a second.
   */
  static <E extends Exception> boolean until(Condition<E> condition, Duration limit)
      throws E, InterruptedException {
    long left = limit.toNanos();
    long before = System.nanoTime();
    while (!condition.holds()) {
      if (left < 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      long now = System.nanoTime();
      left -= Math.min(now - before, LONGEST_PAUSE);
      before = now;
    }
    return true;
  }
}
