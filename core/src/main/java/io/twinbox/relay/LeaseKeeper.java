package io.twinbox.relay;

import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.StoreException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets and keeps the lease. Thread-safe: the engine acquires, another thread renews, so that a
 * publisher that blocks for a while does not cost the lease.
 *
 * <p>The lease only saves two nodes from working against each other; whose rows count is decided by
 * the journal. So the local clock used here for when to renew, and for giving up a lease that could
 * not be renewed, guards nothing.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /** An engine that has not stepped for this many times to live is stuck: let another node work. */
  private static final int STUCK_AFTER = 6;

  private final OutboxStore store;
  private final RelayId id;
  private final String owner;
  private final RelayOptions options;
  private final MonotonicClock clock;
  private @Nullable Lease lease;
  private Renewal order = Renewal.HELD;
  private final PausedTopics pausedTopics;
  private long renewedAt;
  private long renewAt;
  private long acquireAt;
  private volatile long engineSeenAt;

  LeaseKeeper(
      OutboxStore store, RelayId id, String owner, RelayOptions options, MonotonicClock clock) {
    this.store = store;
    this.id = id;
    this.owner = owner;
    this.options = options;
    this.clock = clock;
    this.acquireAt = clock.nanos();
    this.engineSeenAt = acquireAt;
    this.pausedTopics = new PausedTopics(store, id, clock);
  }

  /** The engine is alive. */
  void engineSeen() {
    engineSeenAt = clock.nanos();
  }

  /** Asks for a lease with a new epoch, if it is time to ask. */
  synchronized @Nullable Lease acquire() {
    if (!untilAcquire().isZero()) {
      return null;
    }
    Duration timeToLive = options.leaseTimeToLive();
    Optional<Lease> got =
        options.ownership() == Ownership.SINGLE
            ? Optional.of(store.seize(id, owner, timeToLive))
            : store.acquire(id, owner, timeToLive);
    lease = got.orElse(null);
    // Only once the database has answered: an error has its own backoff.
    acquireAt = clock.nanos() + askEvery().toNanos();
    if (lease != null) {
      renewed();
      // The pause flag comes with a renewal: ask before the first batch.
      renewAt = clock.nanos();
      acquireAt = clock.nanos();
    }
    return lease;
  }

  /**
   * Somebody else wrote to the journal. An exclusive lease says who may go on; two owners that just
   * take it would take it from each other for ever, so each lets the other work for a while.
   */
  synchronized void giveWay() {
    if (options.ownership() == Ownership.SINGLE) {
      acquireAt = clock.nanos() + askEvery().toNanos();
    }
  }

  synchronized Duration untilAcquire() {
    return Duration.ofNanos(Math.max(0, acquireAt - clock.nanos()));
  }

  synchronized boolean held() {
    return lease != null;
  }

  synchronized boolean paused() {
    return order == Renewal.PAUSED;
  }

  /** Whether an operator wants another node to own the relay. */
  synchronized boolean toHandOver() {
    return order == Renewal.HANDOVER;
  }

  /** Topics that an operator has stopped. */
  PausedTopics pausedTopics() {
    return pausedTopics;
  }

  /** Gives the lease back and leaves it to others for as long as it would have lived. */
  synchronized void handOver() {
    order = Renewal.HELD;
    acquireAt = clock.nanos() + options.leaseTimeToLive().toNanos();
    release();
  }

  /** Renews if a third of the time to live has passed. */
  synchronized void renewIfDue(Heartbeat heartbeat) {
    Lease mine = lease;
    if (mine == null || clock.nanos() < renewAt || stuck()) {
      return;
    }
    renewAt = clock.nanos() + options.leaseTimeToLive().dividedBy(3).toNanos();
    try {
      Renewal renewal = store.renew(id, mine, options.leaseTimeToLive(), heartbeat);
      order = renewal;
      if (renewal == Renewal.LOST) {
        LOG.warn("Lease lost relay:{} epoch:{}", id.name(), mine.epoch());
        lease = null;
      } else {
        renewed();
        pausedTopics.ask();
      }
    } catch (StoreException e) {
      LOG.warn("Lease not renewed relay:{} cause:{}", id.name(), e.getMessage());
      renewAt = clock.nanos() + options.leaseTimeToLive().dividedBy(10).toNanos();
      if (clock.nanos() - renewedAt > options.leaseTimeToLive().toNanos()) {
        lease = null;
      }
    }
  }

  /** Tells the database at once, for example that the destination went down. */
  synchronized void renewSoon() {
    renewAt = clock.nanos();
  }

  /** Gives the lease back. */
  synchronized void release() {
    Lease mine = lease;
    lease = null;
    if (mine != null) {
      store.release(id, mine);
    }
  }

  private void renewed() {
    renewedAt = clock.nanos();
    renewAt = renewedAt + options.leaseTimeToLive().dividedBy(3).toNanos();
  }

  /** A node on standby asks often enough to take over soon after the lease has expired. */
  private Duration askEvery() {
    Duration tenth = options.leaseTimeToLive().dividedBy(10);
    return tenth.compareTo(Duration.ofSeconds(1)) < 0 ? tenth : Duration.ofSeconds(1);
  }

  private boolean stuck() {
    long silent = clock.nanos() - engineSeenAt;
    if (silent < options.leaseTimeToLive().multipliedBy(STUCK_AFTER).toNanos()) {
      return false;
    }
    LOG.error(
        "Relay's thread is stuck, lease not renewed relay:{} seconds:{}",
        id.name(),
        Duration.ofNanos(silent).toSeconds());
    return true;
  }
}
