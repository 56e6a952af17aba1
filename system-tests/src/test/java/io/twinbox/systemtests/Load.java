package io.twinbox.systemtests;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Some threads that append to one topic until they are stopped, and remember how long each
 * transaction took. Thread-safe.
 */
final class Load implements AutoCloseable {
  private static final int THREADS = 3;

  private final Scene scene;
  private final String topic;
  private final int keys;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
  private volatile boolean stopping;

  private Load(Scene scene, String topic, int keys) {
    this.scene = scene;
    this.topic = topic;
    this.keys = keys;
  }

  static Load start(Scene scene, String topic, int keys) {
    Load load = new Load(scene, topic, keys);
    for (int n = 0; n < THREADS; n++) {
      int first = n;
      Thread thread = new Thread(() -> load.run(first), "load-" + n);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void run(int first) {
    try {
      for (int n = first; !stopping; n++) {
        long start = System.nanoTime();
        scene.append(topic, "key-" + n % keys);
        nanos.add(System.nanoTime() - start);
      }
    } catch (SQLException e) {
      failure.set(e);
    }
  }

  /** How long the transactions took since the last time this was asked, shortest first. */
  List<Long> takeNanos() {
    List<Long> taken = new ArrayList<>();
    for (Long one = nanos.poll(); one != null; one = nanos.poll()) {
      taken.add(one);
    }
    taken.sort(null);
    return taken;
  }

  /** Lets every thread finish its transaction; fails if one of them failed. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    SQLException cause = failure.get();
    if (cause != null) {
      throw new AssertionError("the load has failed", cause);
    }
  }

  @Override
  public void close() {
    stopping = true;
  }
}
