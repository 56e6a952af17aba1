package io.twinbox.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Pairs the instant a commit returned with the instant its message was first visible. The two come
 * from different threads in either order. One lock guards everything; it is held for a few hash
 * look-ups at a time. All times are {@link System#nanoTime} of one process. Thread-safe.
 */
final class LagTimes {
  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

  private record Watch(long since, CompletableFuture<Long> visible) {}

  private final IdIndex ids = new IdIndex();
  private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
  private final List<Watch> watches = new ArrayList<>();
  private long[] committedAt = filled(FIRST_CAPACITY);
  private long[] seenAt = filled(FIRST_CAPACITY);
  private long committed;
  private long seen;
  private long both;

  synchronized void committed(UUID id, long nanos) {
    int number = number(id);
    if (committedAt[number] == UNKNOWN) {
      committedAt[number] = nanos;
      committed++;
      pair(number);
    }
  }

  synchronized void seen(UUID id, long nanos) {
    int number = number(id);
    if (seenAt[number] == UNKNOWN) {
      seenAt[number] = nanos;
      seen++;
      pair(number);
    }
  }

  synchronized boolean hasSeen(UUID id) {
    int number = ids.find(id);
    return number != IdIndex.ABSENT && seenAt[number] != UNKNOWN;
  }

  /** Completes with the instant at which a message committed at or after {@code since} is seen. */
  synchronized CompletableFuture<Long> visibleSince(long since) {
    Watch watch = new Watch(since, new CompletableFuture<>());
    watches.add(watch);
    return watch.visible();
  }

  synchronized Lag summary() {
    return new Lag(
        committed,
        seen,
        committed - both,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  private void pair(int number) {
    if (committedAt[number] == UNKNOWN || seenAt[number] == UNKNOWN) {
      return;
    }
    both++;
    // The message can be visible before the writer's thread is told that its commit succeeded.
    long lag = Math.max(0, seenAt[number] - committedAt[number]);
    micros.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(lag)));
    long commit = committedAt[number];
    watches.removeIf(
        watch -> commit - watch.since() >= 0 && watch.visible().complete(seenAt[number]));
  }

  private int number(UUID id) {
    int number = ids.add(id);
    if (number == committedAt.length) {
      committedAt = grown(committedAt);
      seenAt = grown(seenAt);
    }
    return number;
  }

  private static long[] filled(int length) {
    long[] times = new long[length];
    Arrays.fill(times, UNKNOWN);
    return times;
  }

  private static long[] grown(long[] times) {
    long[] larger = Arrays.copyOf(times, times.length * 2);
    Arrays.fill(larger, times.length, larger.length, UNKNOWN);
    return larger;
  }
}
