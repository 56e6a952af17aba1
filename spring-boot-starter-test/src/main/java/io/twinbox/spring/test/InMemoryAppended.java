package io.twinbox.spring.test;

import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import io.twinbox.spring.NotPublishedException.Reason;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts as published as soon as its transaction has committed. */
final class InMemoryAppended implements Appended {
  private final UUID id;
  private final long place;
  private final Thread appender = Thread.currentThread();
  private final CompletableFuture<UUID> future = new CompletableFuture<>();

  private volatile boolean written;

  /**
   * For a message of the running transaction.
   *
   * @param place in a log, had there been one
   */
  InMemoryAppended(UUID id, long place) {
    this.id = id;
    this.place = place;
  }

  /** Does nothing to the handle of a real outbox, which knows by itself. */
  static void write(Appended handle) {
    if (handle instanceof InMemoryAppended ours) {
      ours.written = true;
    }
  }

  /** Does nothing to the handle of a real outbox, which knows by itself. */
  static void commit(Appended handle) {
    if (handle instanceof InMemoryAppended ours) {
      ours.written = true;
      ours.future.complete(ours.id);
    }
  }

  /** Does nothing to the handle of a real outbox, which knows by itself. */
  static void rollBack(Appended handle) {
    if (handle instanceof InMemoryAppended ours) {
      ours.future.completeExceptionally(new NotPublishedException(ours.id, Reason.ROLLED_BACK, ""));
    }
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public OptionalLong seq() {
    return written ? OptionalLong.of(place) : OptionalLong.empty();
  }

  @Override
  public CompletionStage<UUID> published() {
    return future.minimalCompletionStage();
  }

  @Override
  public boolean awaitPublished(Duration longest) {
    if (!future.isDone() && Thread.currentThread() == appender) {
      throw new IllegalStateException(
          "Message "
              + id
              + " is of a transaction that still runs in this thread: wait after its commit");
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
      throw (NotPublishedException) e.getCause();
    }
  }
}
