package io.twinbox.testing;

import io.twinbox.spi.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What has arrived at one destination, through however many publishers. Thread-safe. */
final class Arrivals {
  private final List<Entry> entries = new ArrayList<>();

  synchronized void add(Entry entry) {
    entries.add(entry);
    notifyAll();
  }

  synchronized List<Entry> all() {
    return List.copyOf(entries);
  }

  synchronized List<Entry> await(int count, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (entries.size() < count) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(entries.size() + " of " + count + " arrived within " + atMost);
      }
      // Rounded up: zero would wait for ever.
      wait(left / 1_000_000 + 1);
    }
    return all();
  }
}
