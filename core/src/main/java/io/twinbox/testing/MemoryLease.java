package io.twinbox.testing;

import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.Renewal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who owns one relay, and until when. Not thread-safe. */
final class MemoryLease {
  private @Nullable String owner;
  private long epoch;
  private Instant expiresAt = Instant.MIN;
  private boolean paused;
  private long handOverEpoch;
  private Set<String> pausedTopics = Set.of();
  private Heartbeat heartbeat = Heartbeat.HEALTHY;

  Optional<Lease> acquire(String candidate, Instant now, Instant until) {
    boolean free = owner == null || owner.equals(candidate) || !expiresAt.isAfter(now);
    return free ? Optional.of(seize(candidate, until)) : Optional.empty();
  }

  Lease seize(String candidate, Instant until) {
    owner = candidate;
    epoch++;
    expiresAt = until;
    return new Lease(candidate, epoch);
  }

  /** A lease that has expired and that nobody took is renewed: the journal guards what matters. */
  Renewal renew(Lease lease, Instant until, Heartbeat told) {
    if (!isHeldBy(lease)) {
      return Renewal.LOST;
    }
    expiresAt = until;
    heartbeat = told;
    if (handOverEpoch == epoch) {
      return Renewal.HANDOVER;
    }
    return paused ? Renewal.PAUSED : Renewal.HELD;
  }

  void release(Lease lease) {
    if (isHeldBy(lease)) {
      owner = null;
    }
  }

  void expire() {
    expiresAt = Instant.MIN;
  }

  void pause(boolean on) {
    paused = on;
  }

  void handOver() {
    handOverEpoch = epoch;
  }

  void pauseTopics(Set<String> topics) {
    pausedTopics = Set.copyOf(topics);
  }

  Set<String> pausedTopics() {
    return pausedTopics;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  Optional<Lease> current() {
    return owner == null ? Optional.empty() : Optional.of(new Lease(owner, epoch));
  }

  MemoryLease copy() {
    MemoryLease copy = new MemoryLease();
    copy.owner = owner;
    copy.epoch = epoch;
    copy.expiresAt = expiresAt;
    copy.paused = paused;
    copy.handOverEpoch = handOverEpoch;
    copy.pausedTopics = pausedTopics;
    copy.heartbeat = heartbeat;
    return copy;
  }

  private boolean isHeldBy(Lease lease) {
    return lease.owner().equals(owner) && lease.epoch() == epoch;
  }
}
