package io.twinbox.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as stored, with its place in the log.
 *
 * <p>The payload array is shared, not copied: an entry is handed from the store to the publisher
 * once, and neither may change it.
 *
 * @param seq place in the log, 1 or more; unique, drawn after the transaction's id
 * @param id the message's identity, given by the application
 * @param channel the kind of destination, for example {@code kafka}
 * @param topic the destination
 * @param key ordering key; null = the topic's entries without a key
 * @param type kind of message
 * @param contentType media type of the payload
 * @param payload the bytes; null = tombstone
 * @param headers the application's headers; the database keeps no order among them
 * @param occurredAt when the message was appended, or the time the application gave
 */
public record Entry(
    long seq,
    UUID id,
    String channel,
    String topic,
    @Nullable String key,
    String type,
    String contentType,
    byte @Nullable [] payload,
    Map<String, String> headers,
    Instant occurredAt) {

  public Entry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(occurredAt, "occurredAt");
  }

  /** The same entry with another payload. */
  public Entry withPayload(byte @Nullable [] other) {
    return new Entry(seq, id, channel, topic, key, type, contentType, other, headers, occurredAt);
  }

  /** The lane whose order this entry keeps. */
  public Lane lane() {
    return new Lane(topic, key);
  }

  /** Identity and place only: payloads, keys and headers never reach a log by accident. */
  @Override
  public String toString() {
    return "Entry[seq:" + seq + " id:" + id + " topic:" + topic + " type:" + type + "]";
  }
}
