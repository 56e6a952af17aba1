package io.twinbox.checker;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction says about one message it appended. Immutable.
 *
 * @param id the message's id
 * @param topic the topic it must appear in
 * @param key its ordering key; null when it has none, and then its order is not judged
 * @param counter its number within topic and key, from {@link Ledger#draw}; 0 when it has no key
 * @param fingerprint {@link Fingerprint#of} its payload
 * @param writer who wrote it, for diagnosis only
 */
public record LedgerLine(
    UUID id, String topic, @Nullable String key, long counter, long fingerprint, int writer) {

  /** Refuses a key without a counter, and a counter without a key. */
  public LedgerLine {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(topic, "topic");
    if ((key == null) != (counter == 0)) {
      throw new IllegalArgumentException(
          "key and counter go together. key:" + key + " counter:" + counter);
    }
  }
}
