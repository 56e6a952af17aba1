package io.twinbox.checker;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Tells which message a Kafka record is. Implementations must be thread-safe. */
@FunctionalInterface
public interface Identity {
  /** The header of the CloudEvents binding, in binary mode. */
  String CLOUD_EVENTS_ID = "ce_id";

  /** The message's id; null if the record has none that can be read. Never throws. */
  @Nullable UUID of(ConsumerRecord<byte[], byte[]> record);

  /** Identity by a header that holds the id as text; the last one counts if there are several. */
  static Identity header(String name) {
    return record -> {
      Header header = record.headers().lastHeader(name);
      return header == null || header.value() == null ? null : parse(header.value());
    };
  }

  private static @Nullable UUID parse(byte[] text) {
    try {
      return UUID.fromString(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
