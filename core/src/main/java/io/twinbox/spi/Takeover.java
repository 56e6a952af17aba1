package io.twinbox.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a new owner starts.
 *
 * @param head the takeover row just written
 * @param position the end of the last window claimed
 * @param confirmed the last settled batch
 * @param unconfirmed batches to publish again, by number
 * @param blocked lanes with parked entries, and how many wait in each
 */
public record Takeover(
    JournalHead head,
    Window position,
    long confirmed,
    List<Batch> unconfirmed,
    Map<Lane, Integer> blocked) {
  public Takeover {
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(position, "position");
    unconfirmed = List.copyOf(unconfirmed);
    blocked = Map.copyOf(blocked);
  }
}
