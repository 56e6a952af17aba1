package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Failures that say the same, numbers in the text aside.
 *
 * @param side of the outbox or the inbox
 * @param owner the relay or the consumer
 * @param state DEAD, or PARKED: still tried
 * @param kind the error's class, or the record's fault; null = not told
 * @param message the text with each number replaced by #
 * @param topic the topic, if it is the same for all; null = several
 * @param count how many
 * @param firstSeen the oldest of them, by the database's clock
 * @param lastSeen the latest of them
 * @param example the seq of the latest
 */
public record FailureGroup(
    Side side,
    String owner,
    String state,
    @Nullable String kind,
    String message,
    @Nullable String topic,
    long count,
    Instant firstSeen,
    Instant lastSeen,
    long example) {

  /** Where something failed. */
  public enum Side {
    /** An entry, on its way out. */
    OUTBOX,
    /** A record, on its way in. */
    INBOX
  }

  public FailureGroup {
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(firstSeen, "firstSeen");
    Objects.requireNonNull(lastSeen, "lastSeen");
  }
}
