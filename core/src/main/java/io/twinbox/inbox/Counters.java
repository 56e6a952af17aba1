package io.twinbox.inbox;

import java.util.concurrent.atomic.LongAdder;

/** Totals since the process started. Thread-safe. */
final class Counters {
  final LongAdder read = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder handled = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder parked = new LongAdder();
  final LongAdder dead = new LongAdder();
  final LongAdder dropped = new LongAdder();
}
