package io.twinbox.inbox;

/** A handler failed because the database did. */
final class InnocentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  InnocentException(Throwable cause) {
    super(cause.toString(), cause);
    this.reason = cause;
  }

  Throwable reason() {
    return reason;
  }
}
