package io.twinbox.spi;

/**
 * What a purge of the inbox removed.
 *
 * @param slots ring slots emptied
 * @param ids ids removed one by one, because no time is inside them
 * @param records discarded records older than the retention
 */
public record InboxPurged(int slots, long ids, long records) {}
