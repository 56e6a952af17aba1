package io.twinbox.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a purge did.
 *
 * @param slots slots of the ring emptied
 * @param journalRows journal rows thinned out or removed
 * @param parkedEntries settled parked entries removed
 * @param kept why the slot that is old enough was kept; null = nothing was kept back
 */
public record Purged(int slots, long journalRows, long parkedEntries, @Nullable String kept) {}
