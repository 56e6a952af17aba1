package io.twinbox.delivery;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread for each attempt, in which a courier makes it, and one that looks at the time.
 */
final class CourierThreads implements Crew {
  private static final Logger LOG = LoggerFactory.getLogger(CourierThreads.class);

  private final String name;
  private final Courier courier;
  private final LaneOptions options;
  private final ExecutorService attempts;
  private final ScheduledExecutorService ticks;
  private volatile @Nullable ScheduledFuture<?> ticking;

  CourierThreads(String name, Courier courier, LaneOptions options) {
    this.name = name;
    this.courier = courier;
    this.options = options;
    this.attempts = Executors.newCachedThreadPool(task -> thread(task, "attempt"));
    this.ticks = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "patience"));
  }

  @Override
  public void begin(Attempt attempt, Consumer<Answer> end) {
    attempts.execute(() -> end.accept(deliver(attempt)));
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

  @Override
  public void tick(Duration every, Runnable tick) {
    long nanos = every.toNanos();
    ticking =
        ticks.scheduleWithFixedDelay(() -> tickSafely(tick), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** What escaped here would end the ticks for good. */
  private void tickSafely(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException | Error e) {
      LOG.error("Patience failed channel:{}", name, e);
    }
  }

  @Override
  public void dismiss() {
    ScheduledFuture<?> last = ticking;
    if (last != null) {
      last.cancel(false);
    }
    ticks.shutdownNow();
    attempts.shutdownNow();
  }

  private Thread thread(Runnable task, String role) {
    Thread thread = new Thread(task, "twinbox-" + role + "-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
