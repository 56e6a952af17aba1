package io.twinbox.relay;

/** The publisher does not know what became of a batch, or the destination is down. */
final class LostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostException(Throwable cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }
}
