package io.twinbox.spi;

import java.util.Objects;

/**
 * A part of a topic whose records have an order.
 *
 * @param topic the topic
 * @param number 0 or more
 */
public record Partition(String topic, int number) implements Comparable<Partition> {

  public Partition {
    Objects.requireNonNull(topic, "topic");
    if (number < 0) {
      throw new IllegalArgumentException("number must be 0 or more: " + number);
    }
  }

  @Override
  public int compareTo(Partition other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
  }

  /** As {@code orders-3}. */
  @Override
  public String toString() {
    return topic + "-" + number;
  }
}
