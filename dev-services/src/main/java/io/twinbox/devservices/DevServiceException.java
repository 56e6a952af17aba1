package io.twinbox.devservices;

import org.jspecify.annotations.Nullable;

/**
 * A server could not be started, stopped or asked. Its message ends with the server's own words.
 */
public final class DevServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String logTail;

  DevServiceException(String message) {
    this(message, "", null);
  }

  DevServiceException(String message, Throwable cause) {
    this(message, "", cause);
  }

  DevServiceException(String message, String logTail, @Nullable Throwable cause) {
    super(logTail.isBlank() ? message : message + "\n--- its log ends with ---\n" + logTail, cause);
    this.logTail = logTail;
  }

  /** The last lines of the server's log when it failed; empty if it had not written any. */
  public String logTail() {
    return logTail;
  }
}
