package io.twinbox.benchmarks;

import io.twinbox.Outbox;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writers that place one order after another, as fast as the database lets them.
 *
 * @param databaseUrl where
 * @param writers threads, each with a connection
 * @param workload the orders
 */
record ClosedLoad(String databaseUrl, int writers, Workload workload) {

  /**
   * What a load achieved.
   *
   * @param transactions committed
   * @param perSecond of them
   */
  record Achieved(long transactions, double perSecond) {}

  /**
   * Returns when the time is over and the last transaction has committed.
   *
   * @param outbox null = business without one
   * @throws IllegalStateException if a transaction failed
   */
  Achieved run(int seconds, @Nullable Outbox outbox, String topic) throws InterruptedException {
    AtomicLong numbers = new AtomicLong();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Samples samples = workload.samples(i);
      tasks.add(() -> write(samples, outbox, topic, numbers, end));
    }
    LoadThreads.run(tasks);
    double elapsed = (System.nanoTime() - start) / 1e9;
    return new Achieved(numbers.get(), numbers.get() / elapsed);
  }

  private @Nullable Void write(
      Samples samples, @Nullable Outbox outbox, String topic, AtomicLong numbers, long end)
      throws SQLException {
    try (OrderWriter writer = new OrderWriter(databaseUrl, outbox, topic)) {
      while (System.nanoTime() - end < 0) {
        writer.place(samples.next(numbers.getAndIncrement()));
      }
    }
    return null;
  }
}
