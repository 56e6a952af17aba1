package io.twinbox.spring.outbox;

import io.twinbox.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Appending.
 *
 * @param maxPayload Largest payload; 900KB if not set. Raise Kafka's max.message.bytes with it.
 * @param maxKey Largest key, at most 2KB; 1KB if not set.
 * @param maxHeaders Most headers of a message; 64 if not set.
 * @param maxHeaderSize Names and values of all headers of a message together; 16KB if not set.
 * @param notifying Whether every append is announced with NOTIFY, for relays of other processes.
 *     PostgreSQL then takes a lock in each of these commits.
 * @param entityEvents Whether declared events that Hibernate's entities hold are appended.
 * @param applicationEvents Whether declared events published through Spring are appended.
 */
@ConfigurationProperties("twinbox.outbox")
record OutboxProperties(
    @Nullable DataSize maxPayload,
    @Nullable DataSize maxKey,
    @Nullable Integer maxHeaders,
    @Nullable DataSize maxHeaderSize,
    boolean notifying,
    @DefaultValue("true") boolean entityEvents,
    @DefaultValue("true") boolean applicationEvents) {

  Limits limits() {
    return new Limits(
        bytes(maxPayload, Limits.DEFAULT.payloadBytes()),
        bytes(maxKey, Limits.DEFAULT.keyBytes()),
        maxHeaders == null ? Limits.DEFAULT.headers() : maxHeaders,
        bytes(maxHeaderSize, Limits.DEFAULT.headerBytes()));
  }

  private static int bytes(@Nullable DataSize size, int otherwise) {
    return size == null ? otherwise : Math.toIntExact(size.toBytes());
  }
}
