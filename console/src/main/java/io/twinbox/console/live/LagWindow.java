package io.twinbox.console.live;

import io.twinbox.relay.RelayListener;
import io.twinbox.spi.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How late this process's relays published in the last minute. Called by their threads for every
 * entry, so it counts into buckets an eighth of an octave wide and takes no lock.
 *
 * <p>Protocol: a minute is six slices. A slice is taken over for another time by whoever comes
 * first; a count that comes in between may be lost or be counted for the next: this is a statistic.
 * Thread-safe.
 */
public final class LagWindow implements RelayListener {
  private static final int SLICES = 6;
  private static final long SLICE_SECONDS = 10;

  /** Up to 2^33 ms, that is three months. */
  private static final int BUCKETS = 16 + 8 * 30;

  private final AtomicLongArray[] slices = new AtomicLongArray[SLICES];
  private final AtomicLongArray numbers = new AtomicLongArray(SLICES);
  private final LongSupplier seconds;

  public LagWindow() {
    this(() -> System.nanoTime() / 1_000_000_000L);
  }

  LagWindow(LongSupplier seconds) {
    this.seconds = seconds;
    for (int i = 0; i < SLICES; i++) {
      slices[i] = new AtomicLongArray(BUCKETS);
      numbers.set(i, Long.MIN_VALUE);
    }
  }

  @Override
  public void entryPublished(Entry entry) {
    add(Duration.between(entry.occurredAt(), Instant.now()).toMillis());
  }

  void add(long millis) {
    long number = Math.floorDiv(seconds.getAsLong(), SLICE_SECONDS);
    int slice = (int) Math.floorMod(number, (long) SLICES);
    long held = numbers.get(slice);
    if (held != number && numbers.compareAndSet(slice, held, number)) {
      for (int i = 0; i < BUCKETS; i++) {
        slices[slice].set(i, 0);
      }
    }
    slices[slice].incrementAndGet(bucket(Math.max(0, millis)));
  }

  /** The percentiles of the last minute; null each = nothing was published. */
  public Lag lag() {
    long newest = Math.floorDiv(seconds.getAsLong(), SLICE_SECONDS);
    long[] sum = new long[BUCKETS];
    long all = 0;
    for (int slice = 0; slice < SLICES; slice++) {
      if (numbers.get(slice) > newest - SLICES) {
        for (int i = 0; i < BUCKETS; i++) {
          sum[i] += slices[slice].get(i);
          all += slices[slice].get(i);
        }
      }
    }
    return all == 0
        ? Lag.NONE
        : new Lag(
            percentile(sum, all, 0.5), percentile(sum, all, 0.95), percentile(sum, all, 0.99));
  }

  private static double percentile(long[] sum, long all, double share) {
    long wanted = (long) Math.ceil(all * share);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += sum[i];
      if (seen >= wanted) {
        return upper(i);
      }
    }
    return upper(BUCKETS - 1);
  }

  /** 0 to 15 have a bucket each; above, each octave has eight. */
  static int bucket(long millis) {
    if (millis < 16) {
      return (int) millis;
    }
    int octave = 63 - Long.numberOfLeadingZeros(millis);
    int eighth = (int) (millis >>> (octave - 3)) & 7;
    return Math.min(BUCKETS - 1, 16 + (octave - 4) * 8 + eighth);
  }

  /** The largest value of a bucket. */
  static double upper(int bucket) {
    if (bucket < 16) {
      return bucket;
    }
    int octave = 4 + (bucket - 16) / 8;
    int eighth = (bucket - 16) % 8;
    return (double) ((long) (9 + eighth) << (octave - 3)) - 1;
  }

  /**
   * From append to publication, in milliseconds.
   *
   * @param p50Ms half of them at most
   * @param p95Ms of 100 95 at most
   * @param p99Ms of 100 99 at most
   */
  public record Lag(@Nullable Double p50Ms, @Nullable Double p95Ms, @Nullable Double p99Ms) {
    static final Lag NONE = new Lag(null, null, null);
  }
}
