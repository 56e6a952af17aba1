package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * Stored records that the running transaction holds.
 *
 * @param guard to be released before the commit
 * @param records by seq; empty if there is nothing, or if another transaction holds it
 */
public record Taken(Guard guard, List<StoredRecord> records) {

  public Taken {
    Objects.requireNonNull(guard, "guard");
    records = List.copyOf(records);
  }
}
