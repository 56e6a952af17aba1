package io.twinbox.spi;

import io.twinbox.RecordState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record that was stored, and waits for its handling.
 *
 * @param seq its place, 1 or more; within a lane the order of arrival
 * @param record what was delivered
 * @param lane as in {@link Arrival#lane}
 * @param state RECEIVED or PARKED
 * @param attempts attempts counted so far, the one for which the record was taken included; 0 = not
 *     counted
 */
public record StoredRecord(
    long seq, InboxRecord record, @Nullable Long lane, RecordState state, int attempts) {

  public StoredRecord {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(state, "state");
  }

  /** What is needed to lock it later. */
  public Ticket ticket() {
    return new Ticket(seq, attempts);
  }
}
