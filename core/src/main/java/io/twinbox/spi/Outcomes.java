package io.twinbox.spi;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Collects the results of one batch. Thread-safe.
 *
 * <p>Protocol: each index is written once by whoever has its answer; the write that brings the
 * count of open results to zero runs {@code whenEnded}. {@link PublishResult.UnderWay} counts as an
 * answer, and is the only one that a later one replaces: that write runs {@code whenEnded} too. A
 * publisher that has lost its way (connection closed, an answer that leaves open what happened)
 * calls {@link #lost} instead, which ends the batch at once: the relay then starts again from the
 * journal. Writes after the end are ignored.
 */
public final class Outcomes {
  private final AtomicReferenceArray<@Nullable PublishResult> results;
  private final AtomicInteger open;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> lost = new AtomicReference<>();
  private final boolean rejectStopsLane;
  private final Runnable whenEnded;

  /**
   * @param size number of entries of the batch, 1 or more
   * @param rejectStopsLane whether a rejected entry keeps its lane waiting for the operator
   * @param whenEnded run by the thread that reports the last result, and by each that reports the
   *     result of an attempt that was under way; must be quick
   */
  public Outcomes(int size, boolean rejectStopsLane, Runnable whenEnded) {
    this.rejectStopsLane = rejectStopsLane;
    this.results = new AtomicReferenceArray<>(size);
    this.open = new AtomicInteger(size);
    this.whenEnded = Objects.requireNonNull(whenEnded, "whenEnded");
  }

  /** The destination has acknowledged entry {@code index}. */
  public void published(int index) {
    report(index, PublishResult.Published.INSTANCE);
  }

  /**
   * Reports the result of entry {@code index}; a second report for an index is ignored, unless the
   * first said that the attempt is under way.
   */
  public void report(int index, PublishResult result) {
    if (!results.compareAndSet(index, null, Objects.requireNonNull(result, "result"))) {
      replace(index, result);
      return;
    }
    if (!(result instanceof PublishResult.Published)) {
      failures.incrementAndGet();
    }
    if (open.decrementAndGet() == 0) {
      whenEnded.run();
    }
  }

  private void replace(int index, PublishResult result) {
    PublishResult before = results.get(index);
    if (before instanceof PublishResult.UnderWay
        && !(result instanceof PublishResult.UnderWay)
        && results.compareAndSet(index, before, result)) {
      whenEnded.run();
    }
  }

  /** What happened to the open entries is unknown, or the destination is down. Ends the batch. */
  public void lost(Throwable cause) {
    if (lost.compareAndSet(null, Objects.requireNonNull(cause, "cause"))) {
      whenEnded.run();
    }
  }

  /**
   * Whether the later entries of the lane must not be sent after this result. Then they are
   * answered with {@link PublishResult.Retry} or {@link PublishResult.Postpone}.
   */
  public boolean stopsLane(PublishResult result) {
    return result instanceof PublishResult.Retry
        || result instanceof PublishResult.Postpone
        || result instanceof PublishResult.UnderWay
        || (rejectStopsLane && result instanceof PublishResult.Reject);
  }

  /** The number of entries. */
  public int size() {
    return results.length();
  }

  /** Entries without a result yet. */
  public int open() {
    return open.get();
  }

  /** True when every result is in, or the batch is lost. */
  public boolean ended() {
    return open.get() == 0 || lost.get() != null;
  }

  /** True as soon as one entry was answered with anything but Published. */
  public boolean anyFailed() {
    return failures.get() > 0;
  }

  /** Why the batch is lost; null if it is not. */
  public @Nullable Throwable lostCause() {
    return lost.get();
  }

  /** The result of entry {@code index}; null while it is open. */
  public @Nullable PublishResult result(int index) {
    return results.get(index);
  }
}
