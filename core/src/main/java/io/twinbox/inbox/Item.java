package io.twinbox.inbox;

import io.twinbox.spi.Arrival;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way through the handlers. Used by one thread at a time, but for {@link #decoded}.
 */
final class Item {
  private final Arrival arrival;
  private final @Nullable StoredRecord stored;
  private final int assignment;
  private final long size;
  private volatile @Nullable Decoded decoded;

  private Item(Arrival arrival, @Nullable StoredRecord stored, int assignment) {
    this.arrival = arrival;
    this.stored = stored;
    this.assignment = assignment;
    this.size = arrival.record().size();
  }

  /**
   * A record as it came.
   *
   * @param assignment number of the assignment of its partition under which it was fetched
   */
  static Item fetched(InboxRecord record, KeyOrder order, int assignment) {
    Long lane = order == KeyOrder.ORDERED ? Hashes.lane(record) : null;
    return new Item(new Arrival(record, Hashes.payload(record), lane), null, assignment);
  }

  /** A record that was stored before. */
  static Item stored(StoredRecord stored) {
    return new Item(new Arrival(stored.record(), 0, stored.lane()), stored, 0);
  }

  InboxRecord record() {
    return arrival.record();
  }

  Arrival arrival() {
    return arrival;
  }

  @Nullable Long lane() {
    return arrival.lane();
  }

  int assignment() {
    return assignment;
  }

  /** {@link InboxRecord#size} of the record, which is worked out once. */
  long size() {
    return size;
  }

  /** The attempt at hand, 1-based. */
  int attempt() {
    return stored == null ? 1 : Math.max(1, stored.attempts());
  }

  Ticket ticket() {
    return stored().ticket();
  }

  StoredRecord stored() {
    if (stored == null) {
      throw new IllegalStateException("not stored: " + record());
    }
    return stored;
  }

  /** Decodes at first use, once. Thread-safe. */
  Decoded decoded(Handlers handlers) {
    Decoded known = decoded;
    return known == null ? decodeOnce(handlers) : known;
  }

  private synchronized Decoded decodeOnce(Handlers handlers) {
    Decoded known = decoded;
    if (known == null) {
      known = handlers.decode(record());
      decoded = known;
    }
    return known;
  }
}
