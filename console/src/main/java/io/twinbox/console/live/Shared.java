package io.twinbox.console.live;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is asked for once and given to everybody until it is too old. Who asks meanwhile
 * waits for the one who asks the source. An error is an answer too: a database that is down is not
 * asked more often than one that is up. What takes long to find out is kept longer, ten times what
 * it took, so that nobody's curiosity keeps a database busy.
 *
 * <p>Protocol: {@code last} is written under the lock and read without; whoever finds it too old
 * takes the lock and looks again. Thread-safe.
 */
public final class Shared<T> {
  private static final int COST_FACTOR = 10;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Supplier<T> source;
  private final long ageNanos;
  private final LongSupplier nanos;
  private volatile @Nullable Answer<T> last;

  public Shared(Supplier<T> source, Duration age) {
    this(source, age, System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes forward
   */
  Shared(Supplier<T> source, Duration age, LongSupplier nanos) {
    this.source = source;
    this.ageNanos = age.toNanos();
    this.nanos = nanos;
  }

  public T get() {
    Answer<T> known = last;
    if (known == null || !known.isFresh(nanos.getAsLong())) {
      synchronized (this) {
        known = last;
        if (known == null || !known.isFresh(nanos.getAsLong())) {
          known = ask();
          last = known;
        }
      }
    }
    return known.value();
  }

  private Answer<T> ask() {
    long begun = nanos.getAsLong();
    @Nullable T value = null;
    @Nullable RuntimeException failure = null;
    try {
      value = source.get();
    } catch (RuntimeException e) {
      failure = e;
    }
    // Differences only: the clock may pass the largest number.
    long took = nanos.getAsLong() - begun;
    long cost = Math.min(took * COST_FACTOR, LONGEST.toNanos());
    // From the beginning: who polls once a second gets another answer once a second.
    // What failed is kept as long as it took and no longer: that all is well again is seen soon.
    long kept = failure == null ? took + cost : 2 * took;
    return new Answer<>(value, failure, begun + Math.max(ageNanos, kept));
  }

  private record Answer<T>(@Nullable T given, @Nullable RuntimeException failure, long staleAt) {
    boolean isFresh(long now) {
      return now - staleAt < 0;
    }

    T value() {
      if (failure != null) {
        throw failure;
      }
      if (given == null) {
        throw new IllegalStateException("the source has no answer");
      }
      return given;
    }
  }
}
