package io.twinbox.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a process tells about a consumer that it runs. Counts are since the process started.
 *
 * @param node names the process
 * @param state what it does: a name of {@code InboxState}
 * @param error why nothing moves; null = it does
 * @param partitions partitions assigned to it
 * @param read records read
 * @param handled records whose handling was committed
 * @param duplicates records refused because they were seen before
 * @param parked records stored after a failed attempt
 * @param dead records that became dead letters
 */
public record InboxHeartbeat(
    String node,
    String state,
    @Nullable String error,
    int partitions,
    long read,
    long handled,
    long duplicates,
    long parked,
    long dead) {
  public InboxHeartbeat {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(state, "state");
  }
}
