package io.twinbox.relay;

import io.twinbox.engine.Signal;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All threads of one relay: the engine's, the lease's, one that reads ahead and one for probes and
 * purges. Daemons, made on first use.
 */
final class RelayThreads {
  private static final Logger LOG = LoggerFactory.getLogger(RelayThreads.class);
  private static final Duration LEASE_TICK = Duration.ofMillis(100);
  private static final Duration AFTER_ESCAPE = Duration.ofSeconds(1);

  private final String name;
  private final ExecutorService ahead;
  private final ExecutorService aside;
  private final ScheduledExecutorService lease;
  private @Nullable Thread main;
  private @Nullable ScheduledFuture<?> renewals;
  private volatile boolean running;

  RelayThreads(String name) {
    this.name = name;
    this.ahead = Executors.newSingleThreadExecutor(threads("ahead"));
    this.aside = Executors.newSingleThreadExecutor(threads("aside"));
    this.lease = Executors.newSingleThreadScheduledExecutor(threads("lease"));
  }

  ExecutorService ahead() {
    return ahead;
  }

  ExecutorService aside() {
    return aside;
  }

  synchronized void requireNotStarted() {
    if (main != null) {
      throw new IllegalStateException("relay " + name + " runs by itself: it was started");
    }
  }

  synchronized void start(Signal signal, RelayEngine engine, LeaseKeeper keeper) {
    requireNotStarted();
    if (lease.isShutdown()) {
      throw new IllegalStateException("relay " + name + " was closed: build a new one");
    }
    running = true;
    renewals =
        lease.scheduleWithFixedDelay(
            () -> renew(engine, keeper),
            LEASE_TICK.toMillis(),
            LEASE_TICK.toMillis(),
            TimeUnit.MILLISECONDS);
    main = threads("relay").newThread(() -> run(signal, engine));
    main.start();
  }

  /** What escaped here would end the renewals for good. */
  private void renew(RelayEngine engine, LeaseKeeper keeper) {
    try {
      keeper.renewIfDue(engine.heartbeat());
    } catch (RuntimeException | Error e) {
      LOG.error("Lease could not be renewed relay:{}", name, e);
    }
  }

  private void run(Signal signal, RelayEngine engine) {
    try {
      while (running && !engine.stopped()) {
        Duration wait = step(engine);
        if (!wait.isZero()) {
          signal.await(wait);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A step deals with all that goes wrong; what escapes it must not end the relay unnoticed. */
  private Duration step(RelayEngine engine) {
    try {
      return engine.step();
    } catch (RuntimeException | Error e) {
      LOG.error("A step of the relay failed relay:{}", name, e);
      return AFTER_ESCAPE;
    }
  }

  /**
   * Lets the engine's thread end by itself within the time, then ends all.
   *
   * @return false if the engine's thread still runs, stuck in a call that cannot be interrupted
   */
  boolean stop(Signal signal, Duration timeout) {
    Thread thread;
    synchronized (this) {
      thread = main;
    }
    signal.raise();
    boolean interrupted = false;
    try {
      if (thread != null) {
        thread.join(Math.max(1, timeout.toMillis())); // zero would wait for ever
        running = false;
        signal.raise();
        thread.join(1_000);
        if (thread.isAlive()) {
          thread.interrupt();
          thread.join(1_000);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    running = false;
    if (renewals != null) {
      renewals.cancel(false);
    }
    lease.shutdownNow();
    ahead.shutdownNow();
    aside.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return thread == null || !thread.isAlive();
  }

  private ThreadFactory threads(String role) {
    return task -> {
      Thread thread = new Thread(task, "twinbox-" + role + "-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
