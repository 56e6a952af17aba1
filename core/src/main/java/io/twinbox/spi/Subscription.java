package io.twinbox.spi;

import java.util.List;
import java.util.Objects;

/**
 * What a source is to deliver.
 *
 * @param consumer name of the consumer; the group's name unless the source was given another
 * @param topics 1 or more
 * @param mostRecords most records of one poll, 1 or more
 */
public record Subscription(String consumer, List<String> topics, int mostRecords) {

  public Subscription {
    Objects.requireNonNull(consumer, "consumer");
    topics = List.copyOf(topics);
    if (topics.isEmpty() || mostRecords < 1) {
      throw new IllegalArgumentException("a subscription needs a topic and room for a record");
    }
  }
}
