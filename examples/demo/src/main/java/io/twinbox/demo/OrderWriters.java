package io.twinbox.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that place orders until they are stopped, each in its own sequence of transactions. A
 * transaction that fails is counted and the next one begun. Thread-safe.
 */
public final class OrderWriters implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong rolledBack = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<@Nullable Exception> lastFailure = new AtomicReference<>();
  private volatile boolean stopping;

  private OrderWriters() {}

  /** Starts the writers. */
  public static OrderWriters start(Shop shop, OrderLoad load, CommitObserver observer) {
    OrderWriters writers = new OrderWriters();
    Pace pace = new Pace(load.perSecond());
    for (int number = 0; number < load.writers(); number++) {
      OrderWriter writer =
          new OrderWriter(shop, new OrderMix(load.seed(), number), number, observer);
      Thread thread = new Thread(() -> writers.run(writer, pace), "orders-" + number);
      thread.setDaemon(true);
      writers.threads.add(thread);
    }
    writers.threads.forEach(Thread::start);
    return writers;
  }

  /** Messages committed so far, as far as the writers know. */
  public long committed() {
    return committed.get();
  }

  /** Transactions rolled back on purpose so far. */
  public long rolledBack() {
    return rolledBack.get();
  }

  /** Transactions that failed so far; whether they committed only the ledger knows. */
  public long failed() {
    return failed.get();
  }

  /** Why the last one failed; null if none did. */
  public @Nullable Exception lastFailure() {
    return lastFailure.get();
  }

  private void run(OrderWriter writer, Pace pace) {
    while (!stopping) {
      OrderTransaction transaction = writer.next();
      pace.await(transaction.messages());
      if (stopping) {
        return;
      }
      try {
        int messages = writer.execute(transaction);
        committed.addAndGet(messages);
        if (transaction.ending() == OrderTransaction.Ending.ROLL_BACK) {
          rolledBack.incrementAndGet();
        }
      } catch (Exception e) {
        failed.incrementAndGet();
        lastFailure.set(e);
        pace.await(1); // a database that is away is not asked in a tight loop
      }
    }
  }

  /** Lets every writer finish its transaction, and waits for that. */
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
