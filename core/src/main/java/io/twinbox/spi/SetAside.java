package io.twinbox.spi;

import java.util.Objects;

/**
 * An arrival to be stored.
 *
 * @param arrival the record
 * @param fate what becomes of it
 */
public record SetAside(Arrival arrival, Fate fate) {

  public SetAside {
    Objects.requireNonNull(arrival, "arrival");
    Objects.requireNonNull(fate, "fate");
  }
}
