package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A single-threaded loop over one connection and one producer, both opened at each start as the
 * product does.
 */
final class LoopContender implements Contender {
  private static final long IDLE_NANOS = 5_000_000;

  /** One turn of the loop. */
  interface Turn {
    /** Moves a page of messages; returns how many, 0 when none waits. */
    int move(Connection connection, BareProducer producer) throws SQLException;
  }

  private final DataSource database;
  private final Supplier<BareProducer> producers;
  private final Turn turn;

  private @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable Exception failure;

  LoopContender(DataSource database, Supplier<BareProducer> producers, Turn turn) {
    this.database = database;
    this.producers = producers;
    this.turn = turn;
  }

  @Override
  public void start() {
    if (thread != null) {
      throw new IllegalStateException("already started");
    }
    stopping = false;
    Thread started = new Thread(this::run, "loop");
    started.start();
    thread = started;
  }

  private void run() {
    try (Connection connection = database.getConnection();
        BareProducer producer = producers.get()) {
      connection.setAutoCommit(false);
      while (!stopping) {
        if (turn.move(connection, producer) == 0) {
          LockSupport.parkNanos(this, IDLE_NANOS);
        }
      }
      producer.flush();
    } catch (SQLException | RuntimeException e) {
      failure = e;
    }
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
