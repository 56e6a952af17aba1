package io.twinbox.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an owner tells about itself when it renews its lease.
 *
 * @param error why publishing stands still; null = it does not
 * @param tries tries to reach the destination since it failed; 0 when {@code error} is null
 */
public record Heartbeat(@Nullable String error, int tries) {
  /** All is well. */
  public static final Heartbeat HEALTHY = new Heartbeat(null, 0);
}
