package io.twinbox.spi;

import org.jspecify.annotations.Nullable;

/**
 * The database did not do what was asked. The relay drops its memory and starts from the journal.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
