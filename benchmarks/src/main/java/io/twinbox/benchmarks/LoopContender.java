package io.twinbox.benchmarks;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A single-threaded loop that opens what it needs at each start, as the product does. */
final class LoopContender implements Contender {
  private static final long IDLE_NANOS = 5_000_000;

  /** What a loop does between a start and a stop. For one thread. */
  interface Loop extends AutoCloseable {
    /** Moves a page of messages; returns how many, 0 when none waits. */
    int turn() throws SQLException;

    /** Ends in order: what was moved stays. */
    @Override
    void close() throws SQLException;
  }

  /** Opens a loop. */
  interface Opening {
    /**
     * Opens one for a start.
     *
     * @param topic to read, for those who do
     */
    Loop open(String topic) throws SQLException;
  }

  private final Opening opening;

  private @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile long moved;
  private volatile @Nullable Exception failure;

  LoopContender(Opening opening) {
    this.opening = opening;
  }

  @Override
  public void start(String topic) {
    if (thread != null) {
      throw new IllegalStateException("already started");
    }
    stopping = false;
    moved = 0;
    Thread started = new Thread(() -> run(topic), "loop");
    started.start();
    thread = started;
  }

  private void run(String topic) {
    try (Loop loop = opening.open(topic)) {
      long count = 0;
      while (!stopping) {
        int page = loop.turn();
        count += page;
        moved = count;
        if (page == 0) {
          LockSupport.parkNanos(this, IDLE_NANOS);
        }
      }
    } catch (SQLException | RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public long moved() {
    return moved;
  }

  @Override
  public void stop() throws InterruptedException {
    Thread running = thread;
    if (running == null) {
      return;
    }
    stopping = true;
    running.join();
    thread = null;
    Exception cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the loop has failed", cause);
    }
  }

  @Override
  public void close() {
    stopping = true;
  }
}
