package io.twinbox.systemtests;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Halts a relay as the end of its process would: whichever of its threads comes to the point for
 * the n-th time does not return from there, and neither does any other that calls store or
 * publisher afterwards. It may wake again, like a process that was only paused. Thread-safe.
 */
final class Halt {
  private final HaltingPoint point;
  private final AtomicInteger left;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch awake = new CountDownLatch(1);

  private Halt(HaltingPoint point, int left) {
    this.point = point;
    this.left = new AtomicInteger(left);
  }

  /**
   * @param nth how often the point is come to, 1-based
   */
  static Halt at(HaltingPoint point, int nth) {
    return new Halt(point, nth);
  }

  /** Whether this is the moment; from now on the relay stands still. */
  boolean strikes(HaltingPoint where) {
    if (where == point && left.decrementAndGet() == 0) {
      reached.countDown();
    }
    return halted();
  }

  /** Whether the next time at this point is the moment. */
  boolean strikesNextAt(HaltingPoint where) {
    return where == point && left.get() == 1;
  }

  boolean halted() {
    return reached.getCount() == 0 && awake.getCount() != 0;
  }

  /** Goes by a point, or stands still. */
  void pass(HaltingPoint where) {
    strikes(where);
    pass();
  }

  /** Goes on, or stands still when the relay is halted. */
  void pass() {
    if (halted()) {
      standStill();
    }
  }

  /** Not even an interrupt ends this: neither the dead nor the paused listen. */
  private void standStill() {
    boolean waking = false;
    while (!waking) {
      try {
        awake.await();
        waking = true;
      } catch (InterruptedException e) {
        // not now
      }
    }
  }

  /** Lets the relay go on where it stands, as if nothing had happened to it. */
  void wake() {
    awake.countDown();
  }

  /** Waits until the relay has come to the point. */
  void await(Duration timeout) throws InterruptedException {
    if (!reached.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the relay did not come to " + point + " within " + timeout);
    }
  }
}
