package io.twinbox.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** As many threads as a test wants; interrupted when it ends. */
final class Threads implements AfterEachCallback {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  <T> Future<T> submit(Callable<T> task) {
    return threads.submit(task);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    threads.shutdownNow();
  }
}
