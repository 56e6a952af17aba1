package io.twinbox.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a relay stands, as its database tells: whichever node owns it. Times are the database's.
 *
 * @param name the relay
 * @param channel its channel
 * @param owner the node that holds the lease, or held it last; null = none ever did
 * @param epoch the owner's epoch
 * @param paused whether an operator has paused it
 * @param backlog entries that wait
 * @param oldestAge age of the oldest of them; zero = none waits
 * @param parked entries set aside that are tried again
 * @param dead dead letters that nobody discarded
 * @param lastError the last error; null = none yet
 * @param failingSince since when nothing can be published; null = all is well
 * @param tries tries to reach what failed, since it failed
 * @param renewedAt the owner's last sign of life; null = none yet
 */
public record RelayReport(
    String name,
    String channel,
    @Nullable String owner,
    long epoch,
    boolean paused,
    long backlog,
    Duration oldestAge,
    long parked,
    long dead,
    @Nullable String lastError,
    @Nullable Instant failingSince,
    int tries,
    @Nullable Instant renewedAt) {
  public RelayReport {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(oldestAge, "oldestAge");
  }
}
