package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Entry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class EntryEncoderTest {
  private static final UUID ID = UUID.fromString("0194bb3a-7c00-7abc-8def-0123456789ab");
  private static final URI SOURCE = URI.create("urn:shop");
  private static final byte[] PAYLOAD = {1, 2, 3};

  private static Entry entry(String key, byte[] payload, Map<String, String> headers) {
    return new Entry(
        42,
        ID,
        "kafka",
        "orders",
        key,
        "OrderPlaced",
        "application/json",
        payload,
        headers,
        Instant.parse("2025-01-31T10:15:30.123456Z"));
  }

  private static Map<String, String> headers(HeaderStyle style, Entry entry) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : new EntryEncoder(style, SOURCE).encode(Entries.BATCH, entry).headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  @Test
  void cloudEventsIsBinaryMode() {
    assertThat(headers(HeaderStyle.CLOUDEVENTS, entry("k", PAYLOAD, Map.of())))
        .containsOnly(
            Map.entry("ce_id", ID.toString()),
            Map.entry("ce_type", "OrderPlaced"),
            Map.entry("ce_specversion", "1.0"),
            Map.entry("ce_source", "urn:shop"),
            Map.entry("ce_time", "2025-01-31T10:15:30.123456Z"),
            Map.entry("content-type", "application/json"),
            Map.entry("twinbox_relay", "orders"),
            Map.entry("twinbox_batch", "7"),
            Map.entry("twinbox_seq", "42"));
  }

  @Test
  void plainHasIdTypeAndContentType() {
    assertThat(headers(HeaderStyle.PLAIN, entry("k", PAYLOAD, Map.of())))
        .containsOnly(
            Map.entry("id", ID.toString()),
            Map.entry("type", "OrderPlaced"),
            Map.entry("content-type", "application/json"),
            Map.entry("twinbox_relay", "orders"),
            Map.entry("twinbox_batch", "7"),
            Map.entry("twinbox_seq", "42"));
  }

  @Test
  void debeziumHasIdAndEventType() {
    assertThat(headers(HeaderStyle.DEBEZIUM, entry("k", PAYLOAD, Map.of())))
        .containsOnly(
            Map.entry("id", ID.toString()),
            Map.entry("eventType", "OrderPlaced"),
            Map.entry("twinbox_relay", "orders"),
            Map.entry("twinbox_batch", "7"),
            Map.entry("twinbox_seq", "42"));
  }

  @Test
  void theApplicationsHeadersComeFirstAndNeverHideOurs() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("traceparent", "00-1-2-01");
    given.put("ce_id", "forged");
    given.put("grüße", "ü");
    ProducerRecord<byte[], byte[]> encoded =
        new EntryEncoder(HeaderStyle.CLOUDEVENTS, SOURCE)
            .encode(Entries.BATCH, entry("k", PAYLOAD, given));
    assertThat(encoded.headers().toArray())
        .extracting(Header::key)
        .startsWith("traceparent", "ce_id", "grüße", "ce_id");
    assertThat(encoded.headers().lastHeader("ce_id").value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(ID.toString());
  }

  @Test
  void partitionAndTimeAreLeftToTheProducer() {
    ProducerRecord<byte[], byte[]> encoded =
        new EntryEncoder(HeaderStyle.PLAIN, SOURCE)
            .encode(Entries.BATCH, entry("ü", PAYLOAD, Map.of()));
    assertThat(encoded.partition()).isNull();
    assertThat(encoded.timestamp()).isNull();
    assertThat(encoded.key()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
    assertThat(encoded.value()).isSameAs(PAYLOAD);
  }

  @Test
  void aTombstoneHasNeitherValueNorContentType() {
    Entry tombstone = entry("k", null, Map.of());
    assertThat(
            new EntryEncoder(HeaderStyle.CLOUDEVENTS, SOURCE)
                .encode(Entries.BATCH, tombstone)
                .value())
        .isNull();
    assertThat(headers(HeaderStyle.CLOUDEVENTS, tombstone)).doesNotContainKey("content-type");
  }

  @Test
  void anEntryWithoutKeyHasNoKey() {
    assertThat(
            new EntryEncoder(HeaderStyle.PLAIN, SOURCE)
                .encode(Entries.BATCH, entry(null, PAYLOAD, Map.of()))
                .key())
        .isNull();
  }

  @Test
  void typesMadeUpPerMessageFillNoMemory() {
    EntryEncoder encoder = new EntryEncoder(HeaderStyle.PLAIN, SOURCE);
    for (int i = 0; i < 10_000; i++) {
      String type = "type-" + i;
      Entry entry =
          new Entry(
              1, ID, "kafka", "orders", null, type, "text/plain", null, Map.of(), Instant.EPOCH);
      assertThat(encoder.encode(Entries.BATCH, entry).headers().lastHeader("type").value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(type);
    }
  }

  @Test
  void theQuickBoundIsNeverBelowTheExactSize() {
    Entry wide = entry("ключ", new byte[5_000], Map.of("имя", "значение", "x", ""));
    for (HeaderStyle style : HeaderStyle.values()) {
      URI longSource = URI.create("urn:" + "s".repeat(252));
      assertThat(RecordSize.of(new EntryEncoder(style, longSource).encode(Entries.BATCH, wide)))
          .isLessThanOrEqualTo(RecordSize.atMost(wide))
          .isGreaterThan(5_000);
    }
  }
}
