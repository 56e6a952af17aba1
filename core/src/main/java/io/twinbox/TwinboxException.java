package io.twinbox;

import org.jspecify.annotations.Nullable;

/**
 * Everything Twinbox refuses or fails at on behalf of an application. The message says what was
 * wrong, what is allowed and what to do; it never contains a payload.
 */
public class TwinboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TwinboxException(String message) {
    super(message);
  }

  public TwinboxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
