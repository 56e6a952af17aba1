package io.twinbox.spi;

import org.jspecify.annotations.Nullable;

/** The source cannot be read now: not reachable, or not allowed. Nobody's attempts are counted. */
public class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
