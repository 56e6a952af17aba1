package io.twinbox.spring.observe;

import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks the database every few seconds how its relays stand, so that who scrapes meters never waits
 * for it and never asks it more often. Thread-safe.
 */
public final class RelayReports implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(RelayReports.class);

  /** So many missed answers, and the last one counts no more. */
  private static final int STALE_AFTER = 3;

  private final OutboxAdmin admin;
  private final Duration interval;
  private volatile @Nullable Snapshot last;
  private @Nullable ScheduledExecutorService asking;

  RelayReports(OutboxAdmin admin, Duration interval) {
    this.admin = admin;
    this.interval = interval;
  }

  /** The last answer; empty before the first one, and when the database has fallen silent. */
  List<RelayReport> current() {
    Snapshot snapshot = last;
    if (snapshot == null
        || System.nanoTime() - snapshot.nanos > interval.multipliedBy(STALE_AFTER).toNanos()) {
      return List.of();
    }
    return snapshot.relays;
  }

  void ask() {
    try {
      last = new Snapshot(List.copyOf(admin.relays()), System.nanoTime());
    } catch (RuntimeException e) {
      LOG.debug("Relays not reported cause:{}", e.toString());
    }
  }

  @Override
  public synchronized void start() {
    if (asking == null) {
      asking =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "twinbox-reports");
                thread.setDaemon(true);
                return thread;
              });
      var unused =
          asking.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void stop() {
    if (asking != null) {
      asking.shutdownNow();
      asking = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return asking != null;
  }

  private record Snapshot(List<RelayReport> relays, long nanos) {}
}
