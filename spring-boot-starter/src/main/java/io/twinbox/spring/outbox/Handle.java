package io.twinbox.spring.outbox;

import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.NotPublishedException.Reason;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One appended message, from its append to its publication. */
final class Handle implements Appended {
  private final UUID id;
  private final PublicationWatch watch;
  private final Thread appender = Thread.currentThread();
  private final CompletableFuture<UUID> future = new CompletableFuture<>();
  private volatile boolean committed;
  private volatile long seq;

  Handle(UUID id, PublicationWatch watch) {
    this.id = id;
    this.watch = watch;
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public CompletionStage<UUID> published() {
    if (!future.isDone()) {
      watch.lookAfter(this);
    }
    return future.minimalCompletionStage();
  }

  @Override
  public boolean awaitPublished(Duration longest) {
    if (!committed && !future.isDone() && Thread.currentThread() == appender) {
      throw new IllegalStateException(
          "Message "
              + id
              + " is of a transaction that still runs in this thread: wait after its commit");
    }
    if (!future.isDone()) {
      watch.lookAfter(this);
    }
    try {
      future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotPublishedException reason) {
        throw reason;
      }
      throw new CompletionException(e.getCause());
    }
  }

  /** Place in the log; 0 = not written yet. */
  long seq() {
    return seq;
  }

  void seq(long value) {
    this.seq = value;
  }

  boolean done() {
    return future.isDone();
  }

  boolean isCommitted() {
    return committed;
  }

  void committed() {
    committed = true;
  }

  void rolledBack() {
    fail(Reason.ROLLED_BACK, "");
  }

  void succeed() {
    complete(() -> future.complete(id));
  }

  void fail(Reason reason, String detail) {
    complete(() -> future.completeExceptionally(new NotPublishedException(id, reason, detail)));
  }

  /** What somebody hung onto the stage must not run in the relay's thread. */
  private void complete(Runnable end) {
    if (future.getNumberOfDependents() == 0) {
      end.run();
    } else {
      ForkJoinPool.commonPool().execute(end);
    }
  }
}
