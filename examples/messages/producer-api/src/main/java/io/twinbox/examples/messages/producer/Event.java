package io.twinbox.examples.messages.producer;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the business knows it. What has become of its message is not stored here.
 *
 * @param id by which users know it
 * @param type which handler it is for
 * @param content what it says
 * @param messageId the id of its message
 * @param seq the place of its entry in the outbox
 * @param createdAt by the database's clock
 */
record Event(long id, String type, String content, UUID messageId, long seq, Instant createdAt) {}
