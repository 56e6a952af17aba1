package io.twinbox.kafka;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.RelayId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes entries as a relay would read them: seq grows with every entry made. */
final class Entries {
  static final BatchId BATCH = new BatchId(new RelayId("orders", "kafka"), 7);

  private final AtomicLong seq = new AtomicLong();

  Entry entry(String topic, String key) {
    return entry(topic, key, 100);
  }

  Entry entry(String topic, String key, int payloadBytes) {
    long next = seq.incrementAndGet();
    byte[] payload = ("{\"seq\":" + next + "}").getBytes(StandardCharsets.UTF_8);
    return entry(next, topic, key, Arrays.copyOf(payload, Math.max(payload.length, payloadBytes)));
  }

  Entry entry(String topic, String key, byte[] payload) {
    return entry(seq.incrementAndGet(), topic, key, payload);
  }

  Entry entry(UUID id, String topic, String key) {
    return entry(seq.incrementAndGet(), id, topic, key, new byte[10]);
  }

  private static Entry entry(long seq, String topic, String key, byte[] payload) {
    return entry(seq, new UUID(seq, seq), topic, key, payload);
  }

  private static Entry entry(long seq, UUID id, String topic, String key, byte[] payload) {
    return new Entry(
        seq,
        id,
        "kafka",
        topic,
        key,
        "OrderPlaced",
        "application/json",
        payload,
        Map.of(),
        Instant.parse("2025-01-31T10:15:30.123456Z"));
  }

  /** Bytes no codec makes smaller. */
  static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    return noise;
  }

  /** So many entries of a topic, their keys taken in turn. */
  List<Entry> batch(String topic, int size, int keys) {
    List<Entry> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(entry(topic, "key-" + i % keys));
    }
    return batch;
  }
}
