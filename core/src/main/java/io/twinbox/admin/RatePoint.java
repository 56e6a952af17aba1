package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;

/**
 * What went through a relay in a span of time.
 *
 * @param from the beginning of the span, by the database's clock
 * @param appended places in the log given out, those of rolled-back transactions and of other
 *     channels too
 * @param claimed entries claimed for publishing, as far as the journal still knows: it is thinned
 *     out after an hour; -1 = it does not know any more
 */
public record RatePoint(Instant from, long appended, long claimed) {
  public RatePoint {
    Objects.requireNonNull(from, "from");
  }
}
