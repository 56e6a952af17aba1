package io.twinbox.spi;

import java.util.Objects;

/**
 * Proves that a transaction is still the one it was. As long as it is not released, the transaction
 * cannot commit.
 *
 * @param token the store's own affair
 */
public record Guard(String token) {

  public Guard {
    Objects.requireNonNull(token, "token");
  }
}
