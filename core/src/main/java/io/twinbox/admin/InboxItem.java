package io.twinbox.admin;

import io.twinbox.RecordFault;
import io.twinbox.RecordState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored record in a list.
 *
 * @param consumer the consumer
 * @param seq its place
 * @param state where it stands
 * @param messageId what it is deduplicated by
 * @param topic where it came from
 * @param partition its partition
 * @param offset its offset
 * @param type kind of message; null = not known
 * @param attempts attempts counted so far
 * @param receivedAt when it was stored, by the database's clock
 * @param nextAttemptAt when it is due; null = nothing is planned, or at once
 * @param fault why it was not handled; null = it was not tried
 * @param error a sentence; null = it was not tried
 * @param discardedAt when an operator dropped it; null = nobody did
 */
public record InboxItem(
    String consumer,
    long seq,
    RecordState state,
    UUID messageId,
    String topic,
    int partition,
    long offset,
    @Nullable String type,
    int attempts,
    Instant receivedAt,
    @Nullable Instant nextAttemptAt,
    @Nullable RecordFault fault,
    @Nullable String error,
    @Nullable Instant discardedAt) {}
