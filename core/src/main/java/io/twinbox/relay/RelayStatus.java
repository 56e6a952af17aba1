package io.twinbox.relay;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one relay in this process, as of its last step. Counts are since the start of the
 * process; the database's view {@code relay_status} knows the backlog and the age of the oldest.
 *
 * @param name the relay
 * @param channel its channel
 * @param state what it is doing
 * @param epoch its epoch; 0 = it never owned the relay
 * @param lastBatch number of the last journal row written; 0 = none
 * @param confirmed every batch up to this number is settled
 * @param batchesInFlight claimed batches that wait for their acknowledgements
 * @param blockedLanes lanes in which entries wait
 * @param published entries acknowledged
 * @param parked entries set aside
 * @param dead entries that became dead letters
 * @param lastError the last error; null = none yet
 * @param failingSince since when nothing can be published, by this node's wall clock; null = all is
 *     well
 * @param tries tries to reach what failed, since it failed
 */
public record RelayStatus(
    String name,
    String channel,
    RelayState state,
    long epoch,
    long lastBatch,
    long confirmed,
    int batchesInFlight,
    int blockedLanes,
    long published,
    long parked,
    long dead,
    @Nullable String lastError,
    @Nullable Instant failingSince,
    int tries) {
  public RelayStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(state, "state");
  }
}
