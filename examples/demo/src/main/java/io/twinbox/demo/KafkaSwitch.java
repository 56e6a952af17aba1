package io.twinbox.demo;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Kafka, as somebody at the demo's page turns it off and on. What is asked for is done in the
 * background, one thing at a time; what does not fit is refused. Thread-safe.
 */
final class KafkaSwitch implements AutoCloseable {
  /** Where the switch stands. */
  enum Position {
    RUNNING,
    STOPPING,
    STOPPED,
    STARTING
  }

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Runnable stop;
  private final Runnable start;
  private final Consumer<RuntimeException> failed;
  private Position position = Position.RUNNING;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "kafka-switch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A switch of a Kafka that runs.
   *
   * @param stop stops it, and returns when it has stopped
   * @param start starts it, and returns when it runs
   * @param failed is told when one of them fails: then all is as it was
   */
  KafkaSwitch(Runnable stop, Runnable start, Consumer<RuntimeException> failed) {
    this.stop = stop;
    this.start = start;
    this.failed = failed;
  }

  synchronized Position position() {
    return position;
  }

  private synchronized void reach(Position reached) {
    position = reached;
  }

  /** Begins to stop it; false if it does not run. */
  boolean stop() {
    return change(Position.RUNNING, Position.STOPPING, stop, Position.STOPPED);
  }

  /** Begins to start it; false if it is not stopped. */
  boolean start() {
    return change(Position.STOPPED, Position.STARTING, start, Position.RUNNING);
  }

  private synchronized boolean change(
      Position from, Position meanwhile, Runnable act, Position to) {
    if (position != from) {
      return false;
    }
    position = meanwhile;
    worker.execute(
        () -> {
          Position reached = from;
          try {
            act.run();
            reached = to;
          } catch (RuntimeException e) {
            failed.accept(e);
          } finally {
            reach(reached);
          }
        });
    return true;
  }

  /**
   * Sees to it that Kafka runs, whatever was asked for last.
   *
   * @return whether it does
   */
  boolean turnOn() throws InterruptedException {
    return Waits.until(
        () -> {
          start();
          return position() == Position.RUNNING;
        },
        LIMIT);
  }

  /** Does nothing more; Kafka stays as it is. */
  @Override
  public void close() {
    worker.shutdownNow();
  }
}
