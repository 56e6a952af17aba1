package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The size a broker compares with {@code max.message.bytes}: a batch with one record, before
 * compression. Compression is left out on purpose, as Kafka leaves it out for {@code
 * max.request.size}: whether an entry is taken should not depend on how well it compresses.
 *
 * @see <a href="https://kafka.apache.org/documentation/#recordbatch">Kafka: record batch</a>
 */
final class RecordSize {
  /** Header of a batch, bytes. */
  private static final int BATCH_OVERHEAD = 61;

  /** Attributes, time and offset of the first record of a batch: a byte each. */
  private static final int RECORD_OVERHEAD = 3;

  /** More than our own headers and all lengths of a record ever take, bytes. */
  private static final int ROOM = 1_536;

  /** A UTF-16 unit takes at most three bytes of UTF-8. */
  private static final int UTF8_MAX = 3;

  private static final int VARINT_BITS = 7;

  private RecordSize() {}

  /** A quick upper bound for an entry, in bytes; the source's length must be within the room. */
  static long atMost(Entry entry) {
    byte[] payload = entry.payload();
    String key = entry.key();
    long characters = key == null ? 0 : key.length();
    characters += entry.type().length();
    characters += entry.contentType().length();
    if (!entry.headers().isEmpty()) {
      for (var header : entry.headers().entrySet()) {
        characters += header.getKey().length() + header.getValue().length() + 2L * UTF8_MAX;
      }
    }
    return ROOM + (payload == null ? 0 : payload.length) + UTF8_MAX * characters;
  }

  /** The exact size, in bytes. */
  static long of(ProducerRecord<byte[], byte[]> entryRecord) {
    long body = RECORD_OVERHEAD + sized(entryRecord.key()) + sized(entryRecord.value());
    int headers = 0;
    for (Header header : entryRecord.headers()) {
      headers++;
      body += sized(header.key().getBytes(StandardCharsets.UTF_8)) + sized(header.value());
    }
    body += varint(headers);
    return BATCH_OVERHEAD + varint(body) + body;
  }

  private static long sized(byte @Nullable [] bytes) {
    return bytes == null ? 1 : varint(bytes.length) + bytes.length;
  }

  /** Bytes of Kafka's zigzag variable-length number; the value is not negative. */
  private static int varint(long value) {
    int length = 1;
    for (long rest = value << 1; rest >>> VARINT_BITS != 0; rest >>>= VARINT_BITS) {
      length++;
    }
    return length;
  }
}
