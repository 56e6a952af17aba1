package io.twinbox.admin;

import io.twinbox.TwinboxException;

/** The idempotency key of an act was used before, for another one. Nothing was done. */
public final class KeyReusedException extends TwinboxException {
  private static final long serialVersionUID = 1L;

  public KeyReusedException(String message) {
    super(message, null);
  }
}
