package io.twinbox.admin;

import io.twinbox.EntryState;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry in a list, without what may hold personal data but its key.
 *
 * @param seq its place in the log
 * @param id the message's id
 * @param channel the kind of destination
 * @param topic the destination
 * @param key ordering key; null = none
 * @param type kind of message
 * @param occurredAt when it was appended, or the time the application gave
 * @param relay whose state this is; null = no relay serves the channel
 * @param state what has become of it there
 * @param publishedAt when its publication was written down, by the database's clock; null = it is
 *     not
 * @param attempts attempts counted while it was set aside; 0 = it was not
 * @param nextAttemptAt when it is tried again; null = it is not, or waits behind another
 * @param error why the last attempt failed; null = none did
 * @param discardedAt when an operator dropped it; null = nobody did
 */
public record EntryItem(
    long seq,
    UUID id,
    String channel,
    String topic,
    @Nullable String key,
    String type,
    Instant occurredAt,
    @Nullable String relay,
    EntryState state,
    @Nullable Instant publishedAt,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String error,
    @Nullable Instant discardedAt) {
  public EntryItem {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(occurredAt, "occurredAt");
    Objects.requireNonNull(state, "state");
  }
}
