package io.twinbox;

import java.util.Objects;

/**
 * A message that could never be published, refused before anything is written. The transaction is
 * untouched and may go on.
 */
public final class InvalidMessageException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String actual;
  private final String limit;
  private final String remedy;

  /**
   * @param field what is wrong: {@code topic}, {@code payload}, {@code headers[tenant]}, ...
   * @param actual what was given: a size, or a value made safe to print; never a payload
   * @param limit what is allowed
   * @param remedy what to do about it, a sentence without its full stop
   */
  public InvalidMessageException(String field, String actual, String limit, String remedy) {
    super(field + ": " + actual + "; allowed: " + limit + ". " + remedy + '.');
    this.field = Objects.requireNonNull(field, "field");
    this.actual = Objects.requireNonNull(actual, "actual");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.remedy = Objects.requireNonNull(remedy, "remedy");
  }

  /** The part of the message that is wrong. */
  public String field() {
    return field;
  }

  /** What was given: a size with its unit, or a value made safe to print. */
  public String actual() {
    return actual;
  }

  /** What is allowed. */
  public String limit() {
    return limit;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
