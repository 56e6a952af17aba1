package io.twinbox.devservices;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What a proxy does to the bytes that pass. Thread-safe; the connections' pumps ask and wait. */
final class ProxyRules {
  private final Random random;
  private final Set<Direction> held = EnumSet.noneOf(Direction.class);
  private final Map<Direction, Long> bytesUntilCut = new EnumMap<>(Direction.class);
  private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
  private long minDelayNanos;
  private long maxDelayNanos;

  ProxyRules(long seed) {
    this.random = new Random(seed);
    for (Direction direction : Direction.values()) {
      passed.put(direction, 0L);
    }
  }

  synchronized void hold(Direction direction) {
    held.add(direction);
  }

  synchronized void delay(Duration min, Duration max) {
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException("Not a range of delays: " + min + " to " + max);
    }
    minDelayNanos = min.toNanos();
    maxDelayNanos = max.toNanos();
  }

  synchronized void cutAfter(Direction direction, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Negative number of bytes: " + bytes);
    }
    bytesUntilCut.put(direction, bytes);
  }

  synchronized void cutWithin(Direction direction, long bytes) {
    cutAfter(direction, random.nextLong(bytes));
  }

  synchronized void clear() {
    held.clear();
    bytesUntilCut.clear();
    minDelayNanos = 0;
    maxDelayNanos = 0;
    notifyAll();
  }

  /** Wakes the waiting pumps, to look whether their connection is still open. */
  synchronized void connectionsChanged() {
    notifyAll();
  }

  /** Waits while this direction is held; returns early once the connection is closed. */
  synchronized void awaitPassage(Direction direction, BooleanSupplier closed)
      throws InterruptedException {
    while (held.contains(direction) && !closed.getAsBoolean()) {
      wait();
    }
  }

  synchronized long nextDelayNanos() {
    return maxDelayNanos == minDelayNanos
        ? minDelayNanos
        : random.nextLong(minDelayNanos, maxDelayNanos + 1);
  }

  /** How many of these bytes may pass: fewer than asked means that the connection is cut then. */
  synchronized int admit(Direction direction, int bytes) {
    Long left = bytesUntilCut.get(direction);
    int admitted = left == null ? bytes : (int) Math.min(bytes, left);
    if (left != null && left < bytes) {
      bytesUntilCut.remove(direction); // one cut only
    } else if (left != null) {
      bytesUntilCut.put(direction, left - bytes);
    }
    passed.merge(direction, (long) admitted, Long::sum);
    return admitted;
  }

  synchronized long passed(Direction direction) {
    return passed.getOrDefault(direction, 0L);
  }

  synchronized boolean cutIsPending(Direction direction) {
    return bytesUntilCut.containsKey(direction);
  }
}
