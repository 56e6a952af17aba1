package io.twinbox.kafka;

import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Topics and lanes that failed a moment ago: what was handed over by a relay that could not know it
 * must not overtake. Not thread-safe.
 *
 * <p>Held back is what stands behind the failed entry, not what stands before it. And an entry that
 * was answered here and is handed over again shows that the relay knows: its lane goes on. To
 * refuse it would cost it an attempt without having been sent.
 */
final class HeldBack {
  /** Far longer than a relay takes from looking at the results to the call that hands over. */
  static final Duration HOLD = Duration.ofSeconds(1);

  /** Before everything that is handed over. */
  private static final long IN_FRONT = -1;

  /** One topic or lane, and who was answered because of it. */
  private static final class Held {
    final PublishResult result;
    final long place;
    final int index;
    final long until;
    final Set<Long> answered = new HashSet<>();
    final Set<Lane> resumed = new HashSet<>();

    Held(PublishResult result, long place, int index, long until) {
      this.result = result;
      this.place = place;
      this.index = index;
      this.until = until;
    }

    boolean isBefore(Handover handover, int at) {
      return handover.place() > place || (handover.place() == place && at > index);
    }
  }

  private final Map<String, Held> topics = new HashMap<>();
  private final Map<Lane, Held> lanes = new HashMap<>();

  /** Holds back all of these topics, and what stands behind the stops of these lanes. */
  void hold(Map<String, PublishResult> gone, Map<Lane, Stop> stopped, long now) {
    long until = now + HOLD.toNanos();
    gone.forEach((topic, result) -> topics.put(topic, new Held(result, IN_FRONT, 0, until)));
    stopped.forEach(
        (lane, stop) -> {
          Held held = new Held(behind(lane, stop.result()), stop.place(), stop.index(), until);
          held.answered.add(stop.seq());
          lanes.put(lane, held);
        });
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

  /** Answers the open entries of a batch that must wait. Batches are to be given in order. */
  void refuse(Handover handover) {
    if (topics.isEmpty() && lanes.isEmpty()) {
      return;
    }
    List<Entry> entries = handover.entries();
    for (int i = 0; i < entries.size(); i++) {
      PublishResult refusal = handover.open(i) ? refusal(handover, i) : null;
      if (refusal != null) {
        handover.outcomes().report(i, refusal);
      }
    }
  }

  private @Nullable PublishResult refusal(Handover handover, int index) {
    Entry entry = handover.entries().get(index);
    // Both are asked, for both remember whom they have answered.
    PublishResult byLane = refusal(lanes.get(entry.lane()), handover, index);
    PublishResult byTopic = refusal(topics.get(entry.topic()), handover, index);
    return byTopic == null ? byLane : byTopic;
  }

  private static @Nullable PublishResult refusal(
      @Nullable Held held, Handover handover, int index) {
    if (held == null
        || !held.isBefore(handover, index)
        || handover.acceptedAt() - held.until >= 0) {
      return null;
    }
    Entry entry = handover.entries().get(index);
    if (held.resumed.contains(entry.lane())) {
      return null;
    }
    if (!held.answered.add(entry.seq())) {
      held.resumed.add(entry.lane());
      return null;
    }
    return held.result;
  }

  /** Lets go of everything. */
  void clear() {
    topics.clear();
    lanes.clear();
  }
}
