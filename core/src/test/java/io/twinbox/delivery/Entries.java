package io.twinbox.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinbox.spi.Entry;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries with numbers of their own. */
final class Entries {
  private long lastSeq;

  Entry of(String topic, @Nullable String key) {
    long seq = ++lastSeq;
    return new Entry(
        seq,
        new UUID(0, seq),
        "channel",
        topic,
        key,
        "Type",
        "text/plain",
        String.valueOf(seq).getBytes(UTF_8),
        Map.of(),
        Instant.EPOCH);
  }
}
