package io.twinbox.inbox;

import io.twinbox.spi.Backlog;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one consumer in this process, as of its last step. Counts are since the start of
 * the process; the backlog is that of the database, some seconds old.
 *
 * @param consumer the consumer
 * @param state what it is doing
 * @param partitions partitions assigned to this node
 * @param read records read from the source
 * @param stored records stored for later handling by workers
 * @param handled records whose handling was committed
 * @param duplicates records refused because they were seen before
 * @param conflicts records with an id that was seen with another payload
 * @param parked records stored after a failed attempt
 * @param dead records that became dead letters
 * @param dropped records dropped as the options say
 * @param buffered records read and not yet settled
 * @param backlog what is stored
 * @param handlingSince since when the oldest running handler call runs, by this node's wall clock;
 *     null = none runs
 * @param lastError the last error; null = none yet
 * @param failingSince since when nothing moves, by this node's wall clock; null = all is well
 * @param tries tries to reach what failed, since it failed
 */
public record InboxStatus(
    String consumer,
    InboxState state,
    int partitions,
    long read,
    long stored,
    long handled,
    long duplicates,
    long conflicts,
    long parked,
    long dead,
    long dropped,
    int buffered,
    Backlog backlog,
    @Nullable Instant handlingSince,
    @Nullable String lastError,
    @Nullable Instant failingSince,
    int tries) {

  public InboxStatus {
    Objects.requireNonNull(consumer, "consumer");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(backlog, "backlog");
  }
}
