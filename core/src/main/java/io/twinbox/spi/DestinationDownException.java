package io.twinbox.spi;

import org.jspecify.annotations.Nullable;

/**
 * The destination as a whole cannot be reached. Nobody's fault but the destination's: no entry's
 * attempts are counted.
 */
public class DestinationDownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DestinationDownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
