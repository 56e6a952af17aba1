package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lane that waits for its head.
 *
 * @param side of the outbox or the inbox
 * @param owner the relay or the consumer
 * @param lane what to give as {@code after} for the lanes behind this one
 * @param topic its topic
 * @param key its key; null = the topic's entries without one
 * @param head the seq of the entry or record that blocks it
 * @param state the head's: PARKED, DEAD, or RECEIVED
 * @param attempts the head's
 * @param nextAttemptAt when the head is tried again; null = it waits for an operator
 * @param error why the head failed; null = it was not tried
 * @param since when the head was set aside, by the database's clock
 * @param waiting how many wait behind it; counted up to a thousand
 */
public record BlockedLane(
    FailureGroup.Side side,
    String owner,
    String lane,
    String topic,
    @Nullable String key,
    long head,
    String state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String error,
    Instant since,
    Count waiting) {
  public BlockedLane {
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(waiting, "waiting");
  }
}
