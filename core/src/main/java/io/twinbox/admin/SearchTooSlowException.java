package io.twinbox.admin;

import io.twinbox.TwinboxException;

/** A read was given up by the database's statement time-out. A narrower one may succeed. */
public final class SearchTooSlowException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  public SearchTooSlowException(String message, Throwable cause) {
    super(message, cause);
  }
}
