package io.twinbox.inbox;

import io.twinbox.spi.Backlog;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Waiting;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What stored work there is, as the workers of one consumer share it. Thread-safe.
 *
 * <p>Protocol: a bucket is given to one worker at a time, and again only after it was found to have
 * more, or the database was asked again.
 */
final class StoredBoard {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration IDLE_STORE_FIRST = Duration.ofMillis(100);
  private static final Duration BUSY = Duration.ofMillis(20);
  private static final Duration COUNT_EVERY = Duration.ofMillis(500);

  private final Parts parts;
  private final Duration idle;
  private long buckets;
  private long inWork;
  private int lastBucket;
  private long askAt;
  private long dueAt = Long.MAX_VALUE;
  private long countAt;
  private boolean found;
  private volatile Backlog backlog = Backlog.NONE;
  private volatile long storedSince;

  StoredBoard(Parts parts) {
    this.parts = parts;
    boolean storeFirst = parts.options().mode() == InboxMode.STORE_FIRST;
    this.idle = storeFirst ? IDLE_STORE_FIRST : IDLE;
    this.askAt = parts.clock().nanos();
    this.countAt = askAt;
  }

  /** Records were stored: there may be work. */
  synchronized void stored(int records) {
    storedSince += records;
    askAt = Math.min(askAt, parts.clock().nanos() + (inIdle() ? 0 : BUSY.toNanos()));
  }

  private boolean inIdle() {
    return buckets == 0 && inWork == 0;
  }

  /** Something became free or due: the database is asked again soon. */
  synchronized void changed() {
    askAt = Math.min(askAt, parts.clock().nanos());
  }

  /** Whether so much waits that nothing more should be read. */
  boolean overfull() {
    return parts.options().mode() == InboxMode.STORE_FIRST
        && backlog.received() + storedSince > parts.options().backlogLimit();
  }

  Backlog backlog() {
    return backlog;
  }

  /** Asks the database, if it is time to. */
  synchronized void look() {
    long now = parts.clock().nanos();
    if (now >= countAt) {
      backlog = parts.store().backlog(parts.consumer());
      storedSince = 0;
      countAt = now + COUNT_EVERY.toNanos();
    }
    if (now >= askAt && (buckets & ~inWork) == 0) {
      Waiting waiting = parts.store().waiting(parts.consumer());
      buckets = waiting.buckets();
      Duration due = waiting.untilDue();
      dueAt = due == null ? Long.MAX_VALUE : now + due.toNanos();
      boolean busy = found || buckets != 0;
      askAt = now + (busy ? BUSY : idle).toNanos();
      found = false;
    }
  }

  /** Whether records are due; says so to one worker, until the database was asked again. */
  synchronized boolean takeDue() {
    if (parts.clock().nanos() < dueAt) {
      return false;
    }
    dueAt = Long.MAX_VALUE;
    return true;
  }

  /** A bucket to work at, and the worker's until {@link #done}. */
  synchronized OptionalInt takeBucket() {
    long free = buckets & ~inWork;
    if (free == 0) {
      return OptionalInt.empty();
    }
    int first = (lastBucket + 1) % InboxStore.BUCKETS;
    int bucket = (first + Long.numberOfTrailingZeros(Long.rotateRight(free, first))) & 63;
    lastBucket = bucket;
    inWork |= 1L << bucket;
    return OptionalInt.of(bucket);
  }

  /** The worker has ended with the bucket. */
  synchronized void done(int bucket, boolean more) {
    inWork &= ~(1L << bucket);
    if (!more) {
      buckets &= ~(1L << bucket);
    }
    found = true;
    changed();
  }

  /** Time until there may be something to do. */
  synchronized Duration untilNext() {
    if ((buckets & ~inWork) != 0) {
      return Duration.ZERO;
    }
    long at = Math.min(askAt, dueAt);
    return Duration.ofNanos(Math.max(0, Math.min(at - parts.clock().nanos(), idle.toNanos())));
  }
}
