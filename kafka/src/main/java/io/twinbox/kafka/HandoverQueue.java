package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The batches accepted and not ended, in order: those that wait for the feeder, and behind them in
 * time those it has fed.
 *
 * <p>Thread-safe, by one lock. What was fed can be put back to the front, for the next producer.
 *
 * <p><b>What is held back.</b> When a lane is stopped, whatever of it is in the queue behind the
 * stop is answered at once. One batch more may be on its way to us, of a relay that had looked at
 * the results before; one only, for a relay looks again before its next call. So a hold ends with
 * the next batch that is accepted. It is judged by when the relay called, not by when the batch got
 * here: between the two, topics may be looked up for seconds.
 */
final class HandoverQueue {
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Deque<Handover> waiting = new ArrayDeque<>();
  private final Deque<Handover> fed = new ArrayDeque<>();
  private final HeldBack held = new HeldBack();
  private @Nullable Throwable lost;

  HandoverQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes a batch, or ends it at once if everything was lost before. */
  void accept(Handover handover) {
    lock.lock();
    try {
      if (lost != null) {
        handover.outcomes().lost(lost);
        return;
      }
      held.refuse(handover);
      held.clear();
      if (!handover.outcomes().ended()) {
        waiting.addLast(handover);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing is taken any more; null = it is. */
  @Nullable Throwable lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batch to feed. Waits for it; while batches are out, no longer than {@code lookAfter}.
   *
   * @param interrupted what else the feeder must look at
   * @return null = there is something else to look at
   */
  @Nullable Handover take(Duration lookAfter, BooleanSupplier interrupted)
      throws InterruptedException {
    lock.lock();
    try {
      fed.removeIf(handover -> handover.outcomes().ended());
      long left = lookAfter.toNanos();
      while (waiting.isEmpty() && left > 0 && !interrupted.getAsBoolean()) {
        if (fed.isEmpty()) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      if (waiting.isEmpty() || interrupted.getAsBoolean()) {
        return null;
      }
      Handover next = waiting.removeFirst();
      fed.addLast(next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every batch accepted has ended. */
  boolean idle() {
    lock.lock();
    try {
      return waiting.isEmpty() && fed.stream().allMatch(handover -> handover.outcomes().ended());
    } finally {
      lock.unlock();
    }
  }

  /** Whether a batch waits for the feeder. */
  boolean hasMore() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever waits. */
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Puts what was fed back to the front, and answers what cannot go on because of the trouble. */
  void putBack(Trouble trouble) {
    lock.lock();
    try {
      held.hold(trouble.topics(), trouble.lanes(), nanoTime.getAsLong());
      while (!fed.isEmpty()) {
        waiting.addFirst(fed.removeLast());
      }
      refuseWaiting();
    } finally {
      lock.unlock();
    }
  }

  /** Answers what waits behind the stops of these lanes. */
  void stop(Map<Lane, Stop> lanes) {
    lock.lock();
    try {
      held.hold(Map.of(), lanes, nanoTime.getAsLong());
      refuseWaiting();
    } finally {
      lock.unlock();
    }
  }

  private void refuseWaiting() {
    waiting.forEach(held::refuse);
    waiting.removeIf(handover -> handover.outcomes().ended());
  }

  /** The place of the newest batch fed that may be open; -1 = there is none. */
  long newestFed() {
    lock.lock();
    try {
      return fed.isEmpty() ? -1 : fed.getLast().place();
    } finally {
      lock.unlock();
    }
  }

  /** Ends every batch, and each that comes later. */
  void lose(Throwable cause) {
    lock.lock();
    try {
      lost = cause;
      Collection<Handover> open = new ArrayList<>(fed);
      open.addAll(waiting);
      fed.clear();
      waiting.clear();
      open.forEach(handover -> handover.outcomes().lost(cause));
    } finally {
      lock.unlock();
    }
  }

  /** Topics with open entries among the batches fed, if the oldest is out for this long. */
  Set<String> openTopics(Duration outFor) {
    lock.lock();
    try {
      for (Handover handover : fed) {
        if (!handover.outcomes().ended()) {
          boolean stalled = nanoTime.getAsLong() - handover.acceptedAt() >= outFor.toNanos();
          return stalled ? openTopics() : Set.of();
        }
      }
      return Set.of();
    } finally {
      lock.unlock();
    }
  }

  private Set<String> openTopics() {
    Set<String> topics = new HashSet<>();
    for (Handover handover : fed) {
      List<Entry> entries = handover.entries();
      for (int i = 0; i < entries.size(); i++) {
        if (handover.open(i)) {
          topics.add(entries.get(i).topic());
        }
      }
    }
    return topics;
  }
}
