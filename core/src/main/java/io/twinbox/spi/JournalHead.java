package io.twinbox.spi;

import java.util.Objects;
import java.util.UUID;

/**
 * The last row of the journal as its owner knows it. The next row is written only if exactly this
 * row is there.
 *
 * @param no its number
 * @param token random, given when the row was written: after a fail-over that lost commits another
 *     row may have the same number
 * @param epoch the owner's epoch
 */
public record JournalHead(long no, UUID token, long epoch) {
  public JournalHead {
    Objects.requireNonNull(token, "token");
  }
}
