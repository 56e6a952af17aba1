package io.twinbox.examples.messages.producer;

/** A request that cannot be served; its message is for who made it. */
final class IllegalRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IllegalRequestException(String message) {
    super(message);
  }
}
