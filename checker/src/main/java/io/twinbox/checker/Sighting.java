package io.twinbox.checker;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One Kafka record as the checker sees it; the id is null where none can be read. */
record Sighting(
    @Nullable UUID id,
    String topic,
    @Nullable String key,
    int partition,
    long offset,
    long fingerprint) {

  String in(String what) {
    String place = topic + "-" + partition + "@" + offset;
    return "id:" + id + " key:" + key + " at:" + place + " " + what;
  }
}
