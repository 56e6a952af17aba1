package io.twinbox.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stored work there is for a consumer.
 *
 * @param buckets bit b is set if bucket b has a record that {@link InboxStore#take} would return
 * @param untilDue time until {@link InboxStore#claimDue} returns something, zero if it would now;
 *     null = nothing is planned
 */
public record Waiting(long buckets, @Nullable Duration untilDue) {
  /** Nothing is stored that could be handled now or later. */
  public static final Waiting NONE = new Waiting(0, null);
}
