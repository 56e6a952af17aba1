package io.twinbox.delivery;

import io.twinbox.RetryPolicy;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.Pace;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher for destinations that take one entry at a time: lanes side by side, one attempt at a
 * time in each, in order. Channels are made of it by giving it a {@link Courier}.
 *
 * <p>Batches do not wait for what takes long. An attempt that outlasts the options' patience is
 * said to be under way: its lane alone waits for it. What finds no place because its own topic is
 * slow is put off without an attempt; so is all of a topic whose destination is down or asked for a
 * pause. In hand is what the relay has in flight; on their way are {@code 4 * concurrency} entries
 * at most, and topics that are known to be slow leave a quarter of that to the others.
 *
 * <p>Threads as the port says. Attempts run in daemon threads of this object, as many as there are
 * attempts.
 */
public class LanePublisher implements MessagePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(LanePublisher.class);
  private static final Duration LONGEST_TICK = Duration.ofMillis(100);
  private static final Duration FOR_THE_ABORTED = Duration.ofSeconds(5);

  private final String name;
  private final Courier courier;
  private final LaneOptions options;
  private final List<String> promises;
  private final Crew crew;
  private final MonotonicClock clock;
  private final Object lock = new Object();
  private final Board board;
  private final Set<LaneLine.Running> live = new HashSet<>();
  private boolean ticking;
  private boolean closed;

  /**
   * Makes the publisher; starts nothing yet.
   *
   * @param name of the channel, for threads
   * @param promises what {@link #promises} says
   */
  public LanePublisher(String name, Courier courier, LaneOptions options, List<String> promises) {
    this(
        name,
        courier,
        options,
        promises,
        new CourierThreads(name, courier, options),
        MonotonicClock.system(),
        new Random());
  }

  LanePublisher(
      String name,
      Courier courier,
      LaneOptions options,
      List<String> promises,
      Crew crew,
      MonotonicClock clock,
      RandomGenerator random) {
    this.name = Objects.requireNonNull(name, "name");
    this.courier = Objects.requireNonNull(courier, "courier");
    this.options = Objects.requireNonNull(options, "options");
    this.promises = List.copyOf(promises);
    this.crew = crew;
    this.clock = clock;
    this.board = new Board(options, random);
  }

  @Override
  public final void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the publisher is closed");
      }
      long now = clock.nanos();
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

  private void tickFromNowOn() {
    if (!ticking) {
      ticking = true;
      Duration quarter = options.patience().dividedBy(4);
      crew.tick(quarter.compareTo(LONGEST_TICK) < 0 ? quarter : LONGEST_TICK, this::tick);
    }
  }

  /** Starts what there is a place for. */
  private void start(long now) {
    for (LaneLine.Running next = board.next(now); next != null; next = board.next(now)) {
      LaneLine.Running attempt = next;
      live.add(attempt);
      crew.begin(attempt.attempt, answer -> ended(attempt, answer));
    }
  }

  private void ended(LaneLine.Running running, Answer answer) {
    synchronized (lock) {
      live.remove(running);
      if (!running.abandoned) {
        long now = clock.nanos();
        board.ended(running, answer, now);
        start(now);
      }
      lock.notifyAll();
    }
  }

  private void tick() {
    List<Attempt> overdue;
    synchronized (lock) {
      if (board.idle()) {
        return;
      }
      long now = clock.nanos();
      overdue = board.losePatience(now);
      start(now);
    }
    // Outside the lock: to close a connection may take a moment.
    overdue.forEach(this::abort);
  }

  private void abort(Attempt attempt) {
    try {
      attempt.abort();
    } catch (RuntimeException | Error e) {
      LOG.warn("Attempt could not be aborted channel:{} {}", name, attempt.entry(), e);
    }
  }

  /**
   * Asks the courier. Once the destination was said to be there and still could not be used, that
   * is not believed again before the pause is over.
   */
  @Override
  public final void probe() {
    synchronized (lock) {
      PublishResult.Postpone useless = board.downAfterAll(clock.nanos());
      if (useless != null) {
        throw new DestinationDownException(useless.reason(), null);
      }
    }
    courier.probe();
    synchronized (lock) {
      board.up();
    }
  }

  @Override
  public final void wrapUp() {
    synchronized (lock) {
      board.wrapUp();
    }
  }

  /** As long as an attempt may take; failing lanes as {@link RetryPolicy#DEFAULT} says. */
  @Override
  public Pace pace() {
    return new Pace(options.attemptLimit(), RetryPolicy.DEFAULT);
  }

  @Override
  public final void reset() {
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
  public final List<String> promises() {
    return promises;
  }

  @Override
  public final void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    reset();
    crew.dismiss();
    courier.close();
  }
}
