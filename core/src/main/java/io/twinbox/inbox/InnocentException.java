package io.twinbox.inbox;

/** No record is at fault: the transaction is to be done again. */
final class InnocentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  InnocentException(Throwable cause) {
    super(Failures.sentence(cause), cause);
    this.reason = cause;
  }

  Throwable reason() {
    return reason;
  }
}
