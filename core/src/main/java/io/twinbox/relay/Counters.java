package io.twinbox.relay;

import java.util.concurrent.atomic.LongAdder;

/** Totals since the process started. Thread-safe. */
final class Counters {
  private final LongAdder published = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final LongAdder dead = new LongAdder();

  void add(Settler.Settled settled) {
    published.add(settled.published());
    for (Settler.Failure failure : settled.failures()) {
      (failure.dead() ? dead : parked).increment();
    }
  }

  long published() {
    return published.sum();
  }

  long parked() {
    return parked.sum();
  }

  long dead() {
    return dead.sum();
  }
}
