package io.twinbox.admin;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a relay. Nodes that stand by are not known to the database.
 *
 * @param relay the relay
 * @param channel its channel
 * @param owner the node; null = nobody holds the lease
 * @param epoch the owner's
 * @param expiresAt when the lease ends unless it is renewed
 * @param renewedAt the last sign of life; null = none yet
 * @param version the owner's release
 * @param pause whether an operator has stopped it
 */
public record RelayNode(
    String relay,
    String channel,
    @Nullable String owner,
    long epoch,
    @Nullable Instant expiresAt,
    @Nullable Instant renewedAt,
    @Nullable String version,
    Pause pause) {
  public RelayNode {
    Objects.requireNonNull(relay, "relay");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(pause, "pause");
  }
}
