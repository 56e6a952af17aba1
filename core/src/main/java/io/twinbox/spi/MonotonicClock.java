package io.twinbox.spi;

/**
 * A clock that only measures how much time passes: it never runs backwards and knows no date, so a
 * corrected wall clock changes nothing. Thread-safe.
 */
@FunctionalInterface
public interface MonotonicClock {

  /** Nanoseconds since some arbitrary moment; only differences have a meaning. */
  long nanos();

  /** The clock of this process. */
  static MonotonicClock system() {
    return System::nanoTime;
  }
}
