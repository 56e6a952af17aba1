package io.twinbox.kafka;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Turns entries into records. Not thread-safe: headers that repeat are encoded once and kept.
 *
 * <p>The application's headers come first and ours last, so that a reader who takes the last header
 * of a name reads ours, even where a foreign program stored one of our names.
 */
final class EntryEncoder {
  /** The name of the relay that publishes the entry. */
  static final String RELAY_HEADER = "twinbox_relay";

  /** The number of the batch in the relay's journal, in decimal digits. */
  static final String BATCH_HEADER = "twinbox_batch";

  /** The entry's place in the log, in decimal digits. */
  static final String SEQ_HEADER = "twinbox_seq";

  /**
   * Types and content types remembered; a program that makes up a type per message fills no heap.
   */
  private static final int REMEMBERED = 1_000;

  private final HeaderStyle style;
  private final EncodedHeader specVersion = EncodedHeader.of("ce_specversion", "1.0");
  private final EncodedHeader source;
  private final String idName;
  private final Remembered types;
  private final Remembered contentTypes = new Remembered("content-type");
  private final Remembered relays = new Remembered(RELAY_HEADER);

  // Entries come batch by batch: the number's header is made once for each.
  private long batchNo;
  private EncodedHeader batchHeader = numbered(0);

  EntryEncoder(HeaderStyle style, URI source) {
    this.style = style;
    this.source = EncodedHeader.of("ce_source", source.toString());
    this.idName = style == HeaderStyle.CLOUDEVENTS ? "ce_id" : "id";
    this.types =
        new Remembered(
            switch (style) {
              case CLOUDEVENTS -> "ce_type";
              case PLAIN -> "type";
              case DEBEZIUM -> "eventType";
            });
  }

  /** The record of an entry: partition by key, time of sending as its timestamp. */
  ProducerRecord<byte[], byte[]> encode(BatchId batch, Entry entry) {
    String key = entry.key();
    return new ProducerRecord<>(
        entry.topic(),
        null,
        null,
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        entry.payload(),
        headers(batch, entry));
  }

  private List<Header> headers(BatchId batch, Entry entry) {
    List<Header> headers = new ArrayList<>(entry.headers().size() + 9);
    if (!entry.headers().isEmpty()) {
      entry.headers().forEach((name, value) -> headers.add(EncodedHeader.of(name, value)));
    }
    headers.add(new EncodedHeader(idName, Ascii.uuid(entry.id())));
    headers.add(types.of(entry.type()));
    if (style == HeaderStyle.CLOUDEVENTS) {
      headers.add(specVersion);
      headers.add(source);
      headers.add(new EncodedHeader("ce_time", Ascii.time(entry.occurredAt())));
    }
    // A tombstone has no content, so nothing is said of its type.
    if (style != HeaderStyle.DEBEZIUM && entry.payload() != null) {
      headers.add(contentTypes.of(entry.contentType()));
    }
    headers.add(relays.of(batch.relay().name()));
    headers.add(batchHeader(batch.no()));
    headers.add(new EncodedHeader(SEQ_HEADER, Ascii.number(entry.seq())));
    return headers;
  }

  private EncodedHeader batchHeader(long no) {
    if (no != batchNo) {
      batchNo = no;
      batchHeader = numbered(no);
    }
    return batchHeader;
  }

  private static EncodedHeader numbered(long no) {
    return new EncodedHeader(BATCH_HEADER, Ascii.number(no));
  }

  /** Headers of one name by their value. */
  private static final class Remembered {
    private final String name;
    private final Map<String, EncodedHeader> byValue = new HashMap<>();

    Remembered(String name) {
      this.name = name;
    }

    EncodedHeader of(String value) {
      EncodedHeader known = byValue.get(value);
      if (known != null) {
        return known;
      }
      if (byValue.size() >= REMEMBERED) {
        byValue.clear();
      }
      EncodedHeader header = EncodedHeader.of(name, value);
      byValue.put(value, header);
      return header;
    }
  }
}
