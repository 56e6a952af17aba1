package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Publishes batch after batch as a relay does: three in flight, and when one is lost it resets the
 * publisher and starts again with the oldest that is not settled.
 */
final class LittleRelay implements AutoCloseable {
  private static final int PIPELINE = 3;
  private static final Duration PACE = Duration.ofMillis(5);

  private final MessagePublisher publisher;
  private final Supplier<List<Entry>> source;
  private final Thread thread = new Thread(this::run, "little-relay");
  private final Deque<List<Entry>> unsettled = new ArrayDeque<>();
  private final AtomicInteger settled = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicLong lastSettledAt = new AtomicLong(System.nanoTime());
  private volatile boolean stopping;
  private volatile Throwable failure;

  LittleRelay(MessagePublisher publisher, Supplier<List<Entry>> source) {
    this.publisher = publisher;
    this.source = source;
    thread.start();
  }

  private void run() {
    try {
      while (!stopping || !unsettled.isEmpty()) {
        round();
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Publishes what is unsettled and new batches behind it, until stopped or lost. */
  private void round() {
    Deque<Handed> inFlight = new ArrayDeque<>();
    for (List<Entry> batch : unsettled) {
      inFlight.add(Handed.to(publisher, batch));
    }
    while (!stopping || !inFlight.isEmpty()) {
      while (!stopping && inFlight.size() < PIPELINE) {
        // A steady stream, not a flood: the topic is read back as a whole.
        LockSupport.parkNanos(PACE.toNanos());
        List<Entry> batch = source.get();
        unsettled.add(batch);
        inFlight.add(Handed.to(publisher, batch));
      }
      Handed oldest = inFlight.remove().await(Duration.ofMinutes(3));
      if (oldest.lostCause() != null) {
        lost.incrementAndGet();
        publisher.reset();
        return;
      }
      unsettled.remove();
      settled.incrementAndGet();
      lastSettledAt.set(System.nanoTime());
    }
  }

  /** Batches settled so far. */
  int settled() {
    return settled.get();
  }

  /** How often a batch was lost. */
  int lost() {
    return lost.get();
  }

  /** When the last batch was settled, nanoseconds. */
  long lastSettledAt() {
    return lastSettledAt.get();
  }

  /** Stops when everything handed over is settled. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (failure != null) {
      throw new AssertionError(failure);
    }
  }
}
