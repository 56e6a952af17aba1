package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a consumer, as it last told. Counts are since the start of that process.
 *
 * @param consumer the consumer
 * @param node the process
 * @param version its release
 * @param state what it does: a name of {@code InboxState}
 * @param error the last error; null = none yet
 * @param failingSince since when nothing moves, by the database's clock; null = all is well
 * @param partitions partitions assigned to it
 * @param read records read
 * @param handled records whose handling was committed
 * @param duplicates records refused because they were seen before
 * @param parked records stored after a failed attempt
 * @param dead records that became dead letters
 * @param startedAt when it first told, by the database's clock
 * @param seenAt when it last told, by the database's clock
 */
public record ConsumerNode(
    String consumer,
    String node,
    String version,
    String state,
    @Nullable String error,
    @Nullable Instant failingSince,
    int partitions,
    long read,
    long handled,
    long duplicates,
    long parked,
    long dead,
    Instant startedAt,
    Instant seenAt) {
  public ConsumerNode {
    Objects.requireNonNull(consumer, "consumer");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(seenAt, "seenAt");
  }
}
