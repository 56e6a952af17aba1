package io.twinbox.kafka;

import io.twinbox.spi.PublishResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cluster says about a topic. */
sealed interface TopicAnswer {

  /**
   * The topic is there and we may write to it.
   *
   * @param partitions number of partitions, 1 or more
   * @param maxMessageBytes largest batch the topic takes, bytes; null = we may not read the topic's
   *     configuration
   * @param replicationFactor copies of the partition that has the fewest
   * @param minInSync copies that must have a record before it is acknowledged; null = not readable
   * @param compacted whether every record must have a key
   * @param troubles what keeps partitions from being written now, a sentence each
   */
  record Known(
      int partitions,
      @Nullable Integer maxMessageBytes,
      int replicationFactor,
      @Nullable Integer minInSync,
      boolean compacted,
      List<String> troubles)
      implements TopicAnswer {
    public Known {
      troubles = List.copyOf(troubles);
    }
  }

  /**
   * Nothing can be published to the topic.
   *
   * @param result the answer for each of its entries
   */
  record Unavailable(PublishResult result) implements TopicAnswer {}

  /** The topic does not exist (yet). */
  static Unavailable missing(String topic) {
    return new Unavailable(
        new PublishResult.Retry(
            "topic " + topic + " does not exist", "UnknownTopicOrPartition", null));
  }

  /** We may not see it, or not write to it. */
  static Unavailable forbidden(String topic, String right) {
    return new Unavailable(
        new PublishResult.Retry(
            "not authorized to " + right + " topic " + topic, "TopicAuthorizationFailed", null));
  }

  /** No topic can have this name. */
  static Unavailable illegal(String topic, String why) {
    return new Unavailable(
        new PublishResult.Reject("illegal topic name '" + topic + "': " + why, "InvalidTopic"));
  }
}
