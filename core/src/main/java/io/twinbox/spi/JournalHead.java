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
 * @param run names the uninterrupted run of the database server in which its owner took over. What
 *     an owner has read is true only there: a crash or a fail-over may undo commits that a snapshot
 *     has seen, and give their transaction ids out again
 */
public record JournalHead(long no, UUID token, long epoch, UUID run) {
  public JournalHead {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(run, "run");
  }

  /** The row after this one, of the same owner. */
  public JournalHead next(UUID newToken) {
    return new JournalHead(no + 1, newToken, epoch, run);
  }
}
