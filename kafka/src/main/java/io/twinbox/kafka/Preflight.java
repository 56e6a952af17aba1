package io.twinbox.kafka;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Lane;
import io.twinbox.spi.PublishResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says of an entry what a broker would answer, where that is certain without asking. Not
 * thread-safe.
 */
final class Preflight {
  private final EntryEncoder encoder;
  private final int maxRequestSize;
  private final TopicCatalog catalog;

  Preflight(EntryEncoder encoder, int maxRequestSize, TopicCatalog catalog) {
    this.encoder = encoder;
    this.maxRequestSize = maxRequestSize;
    this.catalog = catalog;
  }

  /**
   * Answers the open entries that are not to be handed over.
   *
   * @return the lanes that are stopped by that
   * @throws DestinationDownException if nothing is known of a topic and the cluster does not answer
   */
  Map<Lane, Stop> refuse(Handover handover) {
    Map<String, TopicAnswer> answers = catalog.answers(handover.topics());
    Map<Lane, Stop> stopped = new HashMap<>();
    List<Entry> entries = handover.entries();
    for (int i = 0; i < entries.size(); i++) {
      if (!handover.open(i)) {
        continue;
      }
      Entry entry = entries.get(i);
      Stop first = stopped.isEmpty() ? null : stopped.get(entry.lane());
      PublishResult refusal =
          first == null
              ? refusal(handover.batch(), entry, answers)
              : HeldBack.behind(entry.lane(), first.result());
      if (refusal != null) {
        handover.outcomes().report(i, refusal);
        if (handover.outcomes().stopsLane(refusal)) {
          stopped.putIfAbsent(entry.lane(), Stop.at(handover, i, refusal));
        }
      }
    }
    return stopped;
  }

  private @Nullable PublishResult refusal(
      BatchId batch, Entry entry, Map<String, TopicAnswer> answers) {
    TopicAnswer answer = answers.get(entry.topic());
    if (answer instanceof TopicAnswer.Known topic) {
      PublishResult refusal = refusal(batch, entry, topic);
      if (refusal == null) {
        return null;
      }
      // What is rejected is dead. It must not be so by a setting an operator has changed meanwhile.
      TopicAnswer confirmed = catalog.confirmed(entry.topic());
      answers.put(entry.topic(), confirmed);
      if (confirmed instanceof TopicAnswer.Known now) {
        return now.equals(topic) ? refusal : refusal(batch, entry, now);
      }
      answer = confirmed;
    }
    if (answer instanceof TopicAnswer.Unavailable unavailable) {
      return unavailable.result();
    }
    return TopicAnswer.missing(entry.topic()).result();
  }

  private @Nullable PublishResult refusal(BatchId batch, Entry entry, TopicAnswer.Known topic) {
    if (topic.compacted() && entry.key() == null) {
      return new PublishResult.Reject(
          "topic " + entry.topic() + " is compacted and takes no entry without a key",
          "InvalidRecord");
    }
    Integer topicLimit = topic.maxMessageBytes();
    int limit = topicLimit == null ? maxRequestSize : Math.min(topicLimit, maxRequestSize);
    if (RecordSize.atMost(entry) <= limit) {
      return null;
    }
    long size = RecordSize.of(encoder.encode(batch, entry));
    return size <= limit ? null : tooLarge(entry.topic(), size, limit, topicLimit);
  }

  private static PublishResult tooLarge(
      String topic, long size, int limit, @Nullable Integer topicLimit) {
    String whose =
        topicLimit != null && topicLimit == limit
            ? "max.message.bytes of topic " + topic
            : "max.request.size of the publisher";
    return new PublishResult.Reject(
        "record of " + size + " bytes is larger than " + whose + ", " + limit + " bytes",
        "RecordTooLarge");
  }
}
