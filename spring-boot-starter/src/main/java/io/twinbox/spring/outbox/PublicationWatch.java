package io.twinbox.spring.outbox;

import io.twinbox.admin.EntryStatus;
import io.twinbox.relay.RelayListener;
import io.twinbox.spi.Entry;
import io.twinbox.spring.NotPublishedException.Reason;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells handles when their messages are published. The relay of this process says so at once; for
 * handles that somebody waits for, the database is asked too, because the relay may run elsewhere.
 *
 * <p>Handles are held weakly: one that nobody keeps costs nothing more. Thread-safe.
 */
final class PublicationWatch implements RelayListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublicationWatch.class);
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(50);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
  private static final int MOST_AT_ONCE = 1_000;

  private final Function<List<Long>, List<EntryStatus>> database;
  private final Map<UUID, Known> known = new ConcurrentHashMap<>();
  private final ReferenceQueue<Handle> dropped = new ReferenceQueue<>();
  private final Set<Handle> waited = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private @Nullable ScheduledExecutorService looking;
  private boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param database tells how entries stand, by their places
   */
  PublicationWatch(Function<List<Long>, List<EntryStatus>> database) {
    this.database = database;
  }

  Handle handle(UUID id) {
    forgetDropped();
    Handle handle = new Handle(id, this);
    known.put(id, new Known(handle, dropped));
    return handle;
  }

  /** Somebody waits: from now on the database is asked for this one. */
  void lookAfter(Handle handle) {
    if (waited.add(handle)) {
      synchronized (lock) {
        if (looking == null && !closed) {
          looking = start();
          schedule(SHORTEST_LOOK);
        }
      }
    }
  }

  /** Nobody waits any more; the relay of this process tells it all the same. */
  void lookNoLonger(Handle handle) {
    waited.remove(handle);
  }

  /** How many the database is asked for. */
  int lookedAfter() {
    return waited.size();
  }

  @Override
  public void entryPublished(Entry entry) {
    end(entry, Handle::succeed);
  }

  @Override
  public void entryParked(Entry entry, int attempts, String reason) {
    end(entry, handle -> handle.fail(Reason.PARKED, reason));
  }

  @Override
  public void entryDead(Entry entry, int attempts, String reason) {
    end(entry, handle -> handle.fail(Reason.DEAD, reason));
  }

  private void end(Entry entry, Consumer<Handle> how) {
    if (known.isEmpty()) {
      return;
    }
    Known reference = known.remove(entry.id());
    Handle handle = reference == null ? null : reference.get();
    if (handle != null) {
      how.accept(handle);
      waited.remove(handle);
    }
  }

  private void forgetDropped() {
    for (Object gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      known.remove(((Known) gone).id, gone);
    }
  }

  // --- asking the database ----------------------------------------------------------------------

  private ScheduledExecutorService start() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "twinbox-publications");
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  private void schedule(Duration pause) {
    synchronized (lock) {
      if (looking != null && !closed) {
        var unused = looking.schedule(() -> look(pause), pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void look(Duration pause) {
    Duration next = pause;
    try {
      waited.removeIf(Handle::done);
      Map<Long, Handle> open =
          waited.stream()
              .filter(handle -> handle.isCommitted() && handle.seq().isPresent())
              .limit(MOST_AT_ONCE)
              .collect(Collectors.toMap(it -> it.seq().orElseThrow(), Function.identity()));
      boolean any = !open.isEmpty() && ask(open);
      next = any || open.isEmpty() ? SHORTEST_LOOK : longer(pause);
    } catch (RuntimeException e) {
      LOG.debug("Publications not looked up cause:{}", e.toString());
      next = LONGEST_LOOK;
    }
    goOn(next);
  }

  private void goOn(Duration next) {
    synchronized (lock) {
      if (waited.isEmpty() && looking != null) {
        looking.shutdown();
        looking = null;
        return;
      }
    }
    schedule(next);
  }

  private boolean ask(Map<Long, Handle> open) {
    boolean any = false;
    for (EntryStatus status : database.apply(List.copyOf(open.keySet()))) {
      Handle handle = open.get(status.seq());
      if (handle != null && settle(handle, status)) {
        waited.remove(handle);
        known.remove(handle.id());
        any = true;
      }
    }
    return any;
  }

  private static boolean settle(Handle handle, EntryStatus status) {
    switch (status.state()) {
      case PUBLISHED -> handle.succeed();
      case PARKED -> handle.fail(Reason.PARKED, status.errorOrEmpty());
      case DEAD -> handle.fail(Reason.DEAD, status.errorOrEmpty());
      case PENDING -> {
        return false;
      }
    }
    return true;
  }

  private static Duration longer(Duration pause) {
    Duration longer = pause.multipliedBy(3).dividedBy(2);
    return longer.compareTo(LONGEST_LOOK) < 0 ? longer : LONGEST_LOOK;
  }

  /** Asks no more. Handles that are still waited for stay open. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (looking != null) {
        looking.shutdownNow();
        looking = null;
      }
    }
  }

  private static final class Known extends WeakReference<Handle> {
    private final UUID id;

    Known(Handle handle, ReferenceQueue<Handle> queue) {
      super(handle, queue);
      this.id = handle.id();
    }
  }
}
