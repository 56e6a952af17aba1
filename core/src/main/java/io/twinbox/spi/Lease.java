package io.twinbox.spi;

import java.util.Objects;

/**
 * Ownership of a relay until the database's clock says otherwise.
 *
 * @param owner who holds it
 * @param epoch grows with every change of owner; outlives the lease
 */
public record Lease(String owner, long epoch) {
  public Lease {
    Objects.requireNonNull(owner, "owner");
  }
}
