package io.twinbox.spi;

import java.util.Objects;

/**
 * Names a batch in a relay's journal. Batches are immutable: after a crash the same name means the
 * same entries in the same order.
 *
 * @param relay whose journal numbers it
 * @param no its number in that journal, 1 or more
 */
public record BatchId(RelayId relay, long no) {
  public BatchId {
    Objects.requireNonNull(relay, "relay");
    if (no < 1) {
      throw new IllegalArgumentException("no must be 1 or more: " + no);
    }
  }
}
