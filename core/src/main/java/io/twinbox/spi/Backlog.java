package io.twinbox.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is stored for a consumer. Counts may stop at {@link #COUNTED}.
 *
 * @param received records that wait for their first handling
 * @param parked records whose handling failed for now
 * @param dead dead letters, discarded ones excepted
 * @param oldest age of the oldest received or parked record by the database's clock; null = none
 */
public record Backlog(long received, long parked, long dead, @Nullable Duration oldest) {
  /** A count of this much means: this many or more. */
  public static final long COUNTED = 1_000_000;

  /** Nothing is stored. */
  public static final Backlog NONE = new Backlog(0, 0, 0, null);
}
