package io.twinbox.examples.orderspayments;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Customers who go on ordering while the shop is killed. */
final class Customers implements AutoCloseable {
  private static final int PAUSE_MILLIS = 40;

  private final Shop shop;
  private final ExecutorService threads;
  private final AtomicInteger placed = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean enough;

  Customers(Shop shop, int howMany) {
    this.shop = shop;
    this.threads = Executors.newFixedThreadPool(howMany);
    List<Runnable> all = new ArrayList<>();
    for (int i = 0; i < howMany; i++) {
      String name = "customer" + i + "@example.com";
      all.add(() -> order(name));
    }
    all.forEach(threads::execute);
  }

  private void order(String customer) {
    try {
      for (int i = 1; !enough; i++) {
        try {
          shop.place(customer, "kettle " + i);
          placed.incrementAndGet();
        } catch (IOException e) {
          unanswered.incrementAndGet(); // killed, perhaps after the commit: the database tells
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Orders that were confirmed. */
  int placed() {
    return placed.get();
  }

  /** Orders of which nobody knows. */
  int unanswered() {
    return unanswered.get();
  }

  void awaitMore(int orders) {
    int goal = placed() + orders;
    await().until(() -> placed() >= goal);
  }

  /** They order no more. */
  @Override
  public void close() {
    enough = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
