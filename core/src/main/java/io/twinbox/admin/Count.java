package io.twinbox.admin;

import java.util.Objects;

/**
 * A number that may not be exact.
 *
 * @param value 0 or more
 * @param precision how it is meant
 */
public record Count(long value, Precision precision) {

  /** How a count is meant. */
  public enum Precision {
    /** Counted. */
    EXACT,
    /** Worked out from the places in the log: what was rolled back is counted too. */
    ESTIMATE,
    /** Counting was given up here. */
    AT_LEAST
  }

  public Count {
    Objects.requireNonNull(precision, "precision");
    if (value < 0) {
      throw new IllegalArgumentException("value must not be negative: " + value);
    }
  }

  /** A counted number. */
  public static Count exact(long value) {
    return new Count(value, Precision.EXACT);
  }
}
