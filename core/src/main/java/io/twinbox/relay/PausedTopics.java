package io.twinbox.relay;

import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.RelayId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Topics that an operator has stopped. Asked for with each renewal of the lease, and again before
 * anything is set aside because of it: what an operator has just resumed would wait for nothing.
 * Thread-safe.
 */
final class PausedTopics {
  private static final Duration FRESH = Duration.ofMillis(500);

  private final OutboxStore store;
  private final RelayId id;
  private final MonotonicClock clock;
  private volatile Set<String> topics = Set.of();
  private volatile long askedAt;

  PausedTopics(OutboxStore store, RelayId id, MonotonicClock clock) {
    this.store = store;
    this.id = id;
    this.clock = clock;
  }

  void ask() {
    topics = Set.copyOf(store.pausedTopics(id));
    askedAt = clock.nanos();
  }

  /** The paused topics; empty if none of the entries is of one. */
  Set<String> of(List<ParkedEntry> entries) {
    if (topics.isEmpty() || entries.stream().noneMatch(this::holds)) {
      return Set.of();
    }
    if (clock.nanos() - askedAt > FRESH.toNanos()) {
      ask();
    }
    return topics;
  }

  private boolean holds(ParkedEntry parked) {
    return topics.contains(parked.entry().topic());
  }
}
