package io.twinbox.spring.inbox;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps the process alive while it handles records, as a web server would: all threads of the
 * consumers are daemons, and an application without a web server ended when its {@code main} did.
 */
final class KeepAlive implements AutoCloseable {
  private final CountDownLatch end = new CountDownLatch(1);

  KeepAlive() {
    Thread thread = new Thread(this::await, "twinbox-inbox-alive");
    thread.setDaemon(false);
    thread.start();
  }

  private void await() {
    boolean over = false;
    while (!over) {
      try {
        end.await();
        over = true;
      } catch (InterruptedException e) {
        over = end.getCount() == 0; // Nobody's business but that of the end.
      }
    }
  }

  @Override
  public void close() {
    end.countDown();
  }
}
