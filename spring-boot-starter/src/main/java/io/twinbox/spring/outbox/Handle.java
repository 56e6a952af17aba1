package io.twinbox.spring.outbox;

import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.NotPublishedException.Reason;
import java.time.Duration;
import java.util.OptionalLong;
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
  private int waiting;
  private boolean observed;

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
      observe();
    }
    return future.minimalCompletionStage();
  }

  /** Who holds a stage never says that it has lost interest. */
  private synchronized void observe() {
    observed = true;
    watch.lookAfter(this);
  }

  private synchronized void beginToWait() {
    waiting++;
    watch.lookAfter(this);
  }

  /** In an outage many wait in vain for a moment: nobody must ask for them for hours. */
  private synchronized void waitNoLonger() {
    waiting--;
    if (waiting == 0 && !observed) {
      watch.lookNoLonger(this);
    }
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
      beginToWait();
      try {
        return await(longest);
      } finally {
        waitNoLonger();
      }
    }
    return await(longest);
  }

  private boolean await(Duration longest) {
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

  @Override
  public OptionalLong seq() {
    return seq > 0 ? OptionalLong.of(seq) : OptionalLong.empty();
  }

  /** 0 = not written, or written no longer. */
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
