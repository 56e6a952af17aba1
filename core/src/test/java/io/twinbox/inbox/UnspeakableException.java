package io.twinbox.inbox;

/** Fails when it is asked what it is. */
final class UnspeakableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @Override
  public String getMessage() {
    throw new IllegalStateException("not even this");
  }
}
