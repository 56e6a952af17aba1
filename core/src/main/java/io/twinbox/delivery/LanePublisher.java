package io.twinbox.delivery;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher for destinations that take one entry at a time: lanes side by side, one attempt at a
 * time in each, in order.
 *
 * <p>Batches do not wait for what takes long. An attempt that outlasts the options' patience is
 * said to be under way: its lane alone waits for it. What finds no place because its own topic is
 * slow is put off without an attempt; so is all of a topic whose destination is down or asked for a
 * pause. In hand is what the relay has in flight; on their way are {@code 4 * concurrency} entries
 * at most.
 *
 * <p>Threads as the port says. Attempts run in daemon threads of this object, as many as there are
 * attempts.
 */
public final class LanePublisher implements MessagePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(LanePublisher.class);
  private static final Duration LONGEST_TICK = Duration.ofMillis(100);
  private static final Duration FOR_THE_ABORTED = Duration.ofSeconds(5);

  private final String name;
  private final Courier courier;
  private final LaneOptions options;
  private final List<String> promises;
  private final Object lock = new Object();
  private final Board board;
  private final Set<LaneLine.Running> live = new HashSet<>();
  private final ExecutorService couriers;
  private @Nullable ScheduledExecutorService ticks;
  private @Nullable ScheduledFuture<?> ticking;
  private boolean closed;

  /**
   * Makes the publisher; starts nothing yet.
   *
   * @param name of the channel, for threads
   * @param promises what {@link #promises} says
   */
  public LanePublisher(String name, Courier courier, LaneOptions options, List<String> promises) {
    this.name = Objects.requireNonNull(name, "name");
    this.courier = Objects.requireNonNull(courier, "courier");
    this.options = Objects.requireNonNull(options, "options");
    this.promises = List.copyOf(promises);
    this.board = new Board(options, new Random());
    this.couriers = Executors.newCachedThreadPool(task -> thread(task, "attempt"));
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the publisher is closed");
      }
      long now = System.nanoTime();
      PublishResult.Postpone down = board.idle() ? board.down(now) : null;
      if (down != null) {
        // Nothing of an earlier batch is on its way, so that nothing is sent twice for it.
        outcomes.lost(new DestinationDownException(down.reason(), null));
        return;
      }
      tickFromNowOn();
      board.handOver(entries, outcomes, now);
      start(now);
    }
  }

  /** Starts what there is a place for. */
  private void start(long now) {
    for (LaneLine.Running next = board.next(now); next != null; next = board.next(now)) {
      LaneLine.Running attempt = next;
      live.add(attempt);
      couriers.execute(() -> run(attempt));
    }
  }

  private void run(LaneLine.Running running) {
    Answer answer = deliver(running.attempt);
    synchronized (lock) {
      live.remove(running);
      if (!running.abandoned) {
        long now = System.nanoTime();
        board.ended(running, answer, now);
        start(now);
      }
      lock.notifyAll();
    }
  }

  private Answer deliver(Attempt attempt) {
    try {
      return courier.deliver(attempt);
    } catch (Exception | Error e) {
      if (attempt.aborted()) {
        return Answer.retry("no answer within " + options.attemptLimit(), "TimedOut");
      }
      LOG.warn("Attempt failed unexpectedly channel:{} {}", name, attempt.entry(), e);
      return Answer.retry("failed unexpectedly, see the log: " + e.getClass(), "Unexpected");
    }
  }

  private void tickFromNowOn() {
    if (ticks == null) {
      ticks = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "patience"));
      long every = Math.min(options.patience().toNanos() / 4, LONGEST_TICK.toNanos());
      ticking = ticks.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.NANOSECONDS);
    }
  }

  private void tick() {
    List<Attempt> overdue;
    synchronized (lock) {
      if (board.idle()) {
        return;
      }
      long now = System.nanoTime();
      overdue = board.losePatience(now);
      start(now);
    }
    // Outside the lock: to close a connection may take a moment.
    overdue.forEach(this::abort);
  }

  /** What escaped here would end the ticks for good. */
  private void abort(Attempt attempt) {
    try {
      attempt.abort();
    } catch (RuntimeException | Error e) {
      LOG.warn("Attempt could not be aborted channel:{} {}", name, attempt.entry(), e);
    }
  }

  @Override
  public void probe() {
    courier.probe();
    synchronized (lock) {
      board.up();
    }
  }

  @Override
  public void reset() {
    List<LaneLine.Running> left;
    Set<LaneLine.Running> ending;
    synchronized (lock) {
      left = board.clear();
      ending = new HashSet<>(left);
      ending.forEach(running -> running.abandoned = true);
    }
    left.forEach(running -> abort(running.attempt));
    awaitEnd(ending);
  }

  /** An attempt that goes on, stuck in a look-up of a name say, sends nothing: it is aborted. */
  private void awaitEnd(Set<LaneLine.Running> ending) {
    long until = System.nanoTime() + FOR_THE_ABORTED.toNanos();
    boolean interrupted = false;
    synchronized (lock) {
      while (live.stream().anyMatch(ending::contains) && !interrupted) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          LOG.warn("Attempts did not end in time channel:{}", name);
          break;
        }
        try {
          lock.wait(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<String> promises() {
    return promises;
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    reset();
    if (ticking != null && ticks != null) {
      ticking.cancel(false);
      ticks.shutdownNow();
    }
    couriers.shutdownNow();
    courier.close();
  }

  private Thread thread(Runnable task, String role) {
    Thread thread = new Thread(task, "twinbox-" + role + "-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
