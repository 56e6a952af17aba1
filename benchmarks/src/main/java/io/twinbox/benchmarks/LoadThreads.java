package io.twinbox.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs the parts of a load side by side. */
final class LoadThreads {
  private LoadThreads() {}

  /**
   * Runs each task on a thread of its own; returns when all have ended.
   *
   * @throws IllegalStateException if one failed
   */
  static void run(List<? extends Callable<@Nullable Void>> tasks) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<@Nullable Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load has failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
