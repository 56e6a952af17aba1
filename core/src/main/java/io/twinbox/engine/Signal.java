package io.twinbox.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a thread that waits between its steps. Thread-safe; one thread waits.
 *
 * <p>Protocol: a permit means "something happened since you last looked". Raising it twice is
 * raising it once, and one raised before the wait begins ends the wait at once, so no wake-up is
 * lost.
 */
public final class Signal {
  private final Semaphore raised = new Semaphore(0);

  /** Not raised yet. */
  public Signal() {}

  /** Ends the wait under way, or else the next one. */
  public void raise() {
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** Waits until raised or until the time has passed. */
  public void await(Duration longest) throws InterruptedException {
    if (raised.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      raised.drainPermits();
    }
  }
}
