package io.twinbox.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs numbered events by a {@link Schedule} on several threads: whoever is free takes the next.
 */
final class OpenLoad {

  /** What one thread does. Closed at the end. */
  interface Worker extends AutoCloseable {
    void run(long event) throws SQLException;

    @Override
    default void close() throws SQLException {}
  }

  /** Makes a worker per thread. */
  interface WorkerFactory {
    Worker create(int thread) throws SQLException;
  }

  private OpenLoad() {}

  /**
   * Returns when all events have run.
   *
   * @throws IllegalStateException if one failed
   */
  static void run(Schedule schedule, long events, int threads, WorkerFactory factory)
      throws InterruptedException {
    AtomicLong next = new AtomicLong();
    List<Callable<@Nullable Void>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      tasks.add(
          () -> {
            try (Worker worker = factory.create(thread)) {
              work(worker, schedule, next, events);
            }
            return null;
          });
    }
    LoadThreads.run(tasks);
  }

  private static void work(Worker worker, Schedule schedule, AtomicLong next, long events)
      throws SQLException {
    for (long event = next.getAndIncrement(); event < events; event = next.getAndIncrement()) {
      schedule.await(event);
      worker.run(event);
    }
  }
}
