package io.twinbox.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record, as it is claimed from the ledger and perhaps stored.
 *
 * @param record what was delivered
 * @param payloadHash 64 bits of the value's SHA-256; 0 for a tombstone
 * @param lane hash of topic and key, whose order is kept; two keys with the same hash wait for each
 *     other at times, no more. Null = nobody asked for an order, or there is no key
 */
public record Arrival(InboxRecord record, long payloadHash, @Nullable Long lane) {

  public Arrival {
    Objects.requireNonNull(record, "record");
  }
}
