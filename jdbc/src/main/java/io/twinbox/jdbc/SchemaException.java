package io.twinbox.jdbc;

import io.twinbox.TwinboxException;
import org.jspecify.annotations.Nullable;

/**
 * The schema cannot be installed, upgraded or looked at. Nothing was changed. The message ends in
 * the command that mends it, where one does.
 */
public final class SchemaException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  public SchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
