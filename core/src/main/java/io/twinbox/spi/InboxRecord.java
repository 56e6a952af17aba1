package io.twinbox.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as the source delivered it, and what its headers say.
 *
 * <p>The arrays are shared, not copied, and nobody may change them.
 *
 * @param partition where it came from
 * @param offset its place there, 0 or more
 * @param timestamp the record's own time: Kafka's create or append time
 * @param key the bytes of the key; null = none
 * @param value the bytes of the value; null = tombstone
 * @param headers in their order, duplicates too
 * @param id what it is deduplicated by; {@link MessageId#ofPlace} if it has none
 * @param type the kind of message; null = the headers do not tell
 * @param contentType media type of the value; null = the headers do not tell
 * @param occurredAt when the message was made, as the headers tell; null = they do not
 * @param flaw a sentence why the id could not be made out, for example because the application's
 *     extractor failed: the record is then not handled; null = all is well
 */
public record InboxRecord(
    Partition partition,
    long offset,
    Instant timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<RecordHeader> headers,
    MessageId id,
    @Nullable String type,
    @Nullable String contentType,
    @Nullable Instant occurredAt,
    @Nullable String flaw) {

  public InboxRecord {
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(id, "id");
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be 0 or more: " + offset);
    }
  }

  /** Bytes of key, value and headers together. */
  public long size() {
    long size = size(key) + size(value);
    for (RecordHeader header : headers) {
      size += header.name().length() + size(header.value());
    }
    return size;
  }

  private static long size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Identity and place only: payloads, keys and headers never reach a log by accident. */
  @Override
  public String toString() {
    return "InboxRecord[" + partition + "@" + offset + " id:" + id.uuid() + "]";
  }
}
