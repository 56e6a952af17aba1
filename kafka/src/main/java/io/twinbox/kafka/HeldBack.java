package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topics and lanes that failed a moment ago. A relay may hand over the next batch between the
 * failure and its notice of it: what that batch has of such a lane must not overtake. Not
 * thread-safe.
 */
final class HeldBack {
  /** Far longer than a relay takes from looking at the results to the call that hands over. */
  static final Duration HOLD = Duration.ofSeconds(1);

  private record Held(PublishResult result, long until) {}

  private final Map<String, Held> topics = new HashMap<>();
  private final Map<Lane, Held> lanes = new HashMap<>();

  void hold(Trouble trouble, long now) {
    long until = now + HOLD.toNanos();
    trouble.topics().forEach((topic, result) -> topics.put(topic, new Held(result, until)));
    trouble
        .lanes()
        .forEach((lane, result) -> lanes.put(lane, new Held(behind(lane, result), until)));
  }

  /** The answer for what comes later in a lane than an entry with this result. */
  static PublishResult.Retry behind(Lane lane, PublishResult first) {
    String errorClass = "Waiting";
    if (first instanceof PublishResult.Retry retry) {
      errorClass = retry.errorClass();
    } else if (first instanceof PublishResult.Reject reject) {
      errorClass = reject.errorClass();
    }
    return new PublishResult.Retry(
        "waits behind an earlier entry of its lane in topic " + lane.topic(), errorClass, null);
  }

  boolean isEmpty() {
    return topics.isEmpty() && lanes.isEmpty();
  }

  /** Why an entry cannot be handed over now; null = it can. */
  @Nullable PublishResult refusal(Entry entry, long now) {
    Held held = topics.get(entry.topic());
    if (held == null) {
      held = lanes.get(entry.lane());
    }
    return held == null || now - held.until() >= 0 ? null : held.result();
  }

  /** Lets go of what was held long enough. */
  void release(long now) {
    topics.values().removeIf(held -> now - held.until() >= 0);
    lanes.values().removeIf(held -> now - held.until() >= 0);
  }
}
