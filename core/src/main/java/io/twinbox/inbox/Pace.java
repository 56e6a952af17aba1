package io.twinbox.inbox;

import java.time.Duration;

/**
 * How many records go into one transaction: as many as fit into the time it should take. Halved by
 * failures and slow handlers, doubled by success. Used by one thread.
 */
final class Pace {
  private final int most;
  private final long aimNanos;
  private int size;

  /** Begins with the most. */
  Pace(int most, Duration aim) {
    this(most, most, aim);
  }

  private Pace(int size, int most, Duration aim) {
    this.most = most;
    this.aimNanos = aim.toNanos();
    this.size = size;
  }

  /** Begins with one. */
  static Pace fromOne(int most, Duration aim) {
    return new Pace(1, most, aim);
  }

  int size() {
    return size;
  }

  void succeeded(int records, long nanos) {
    if (nanos > aimNanos) {
      size = Math.max(1, Math.min(size, records) / 2);
    } else if (nanos < aimNanos / 2) {
      size = Math.min(most, size * 2);
    }
  }

  void failed() {
    size = Math.max(1, size / 2);
  }

  /** Begins again with one. */
  void beginAgain() {
    size = 1;
  }
}
