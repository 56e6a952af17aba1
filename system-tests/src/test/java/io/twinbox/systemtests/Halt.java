package io.twinbox.systemtests;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Halts a relay or a consumer as the end of its process would: whichever of its threads comes to
 * the point for the n-th time does not return from there, and neither does any other that calls a
 * port afterwards. It may wake again, like a process that was only paused. Thread-safe.
 */
final class Halt {
  private final Enum<?> point;
  private final AtomicInteger left;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch awake = new CountDownLatch(1);
  private final Set<Thread> standing = ConcurrentHashMap.newKeySet();

  private Halt(Enum<?> point, int left) {
    this.point = point;
    this.left = new AtomicInteger(left);
  }

  /**
   * @param nth how often the point is come to, 1-based
   */
  static Halt at(Enum<?> point, int nth) {
    return new Halt(point, nth);
  }

  /** Whether this is the moment; from now on it stands still. */
  boolean strikes(Enum<?> where) {
    if (where == point && left.decrementAndGet() == 0) {
      reached.countDown();
    }
    return halted();
  }

  /** Whether the next time at this point is the moment. */
  boolean strikesNextAt(Enum<?> where) {
    return where == point && left.get() == 1;
  }

  boolean halted() {
    return reached.getCount() == 0 && awake.getCount() != 0;
  }

  /** Goes by a point, or stands still. */
  void pass(Enum<?> where) {
    strikes(where);
    pass();
  }

  /** Goes on, or stands still when all is halted. */
  void pass() {
    if (halted()) {
      standStill();
    }
  }

  /** Not even an interrupt ends this: neither the dead nor the paused listen. */
  private void standStill() {
    standing.add(Thread.currentThread());
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

  /** Whether the thread has come to where it does not return from. */
  boolean standsStill(Thread thread) {
    return standing.contains(thread);
  }

  /** Lets all go on where they stand, as if nothing had happened. */
  void wake() {
    awake.countDown();
  }

  /** Waits until somebody has come to the point. */
  void await(Duration timeout) throws InterruptedException {
    if (!reached.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nobody came to " + point + " within " + timeout);
    }
  }
}
