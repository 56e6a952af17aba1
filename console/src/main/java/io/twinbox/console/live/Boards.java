package io.twinbox.console.live;

import io.twinbox.console.ConsoleDatabase;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** The boards of all databases, and the threads that sample them. Thread-safe. */
public final class Boards implements SmartLifecycle {
  private final Map<String, DatabaseBoard> boards = new LinkedHashMap<>();
  private @Nullable ScheduledExecutorService sampling;

  /**
   * @param lag how late the relays of a database publish, by its name
   * @throws IllegalArgumentException if two databases have the same name
   */
  public Boards(Collection<ConsoleDatabase> databases, Function<String, LagWindow> lag) {
    for (ConsoleDatabase database : databases) {
      DatabaseBoard board = new DatabaseBoard(database, lag.apply(database.name()));
      if (boards.put(database.name(), board) != null) {
        throw new IllegalArgumentException("two databases are named " + database.name());
      }
    }
  }

  public List<String> names() {
    return List.copyOf(boards.keySet());
  }

  public Optional<DatabaseBoard> find(String name) {
    return Optional.ofNullable(boards.get(name));
  }

  @Override
  public synchronized void start() {
    if (sampling == null) {
      sampling =
          // A database that does not answer holds up the curves of no other.
          Executors.newScheduledThreadPool(
              Math.max(1, boards.size()),
              task -> {
                Thread thread = new Thread(task, "twinbox-console-samples");
                thread.setDaemon(true);
                return thread;
              });
      for (DatabaseBoard board : boards.values()) {
        var unused =
            sampling.scheduleAtFixedRate(
                board::sample, 0, History.STEP.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  public synchronized void stop() {
    if (sampling != null) {
      sampling.shutdownNow();
      sampling = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return sampling != null;
  }
}
