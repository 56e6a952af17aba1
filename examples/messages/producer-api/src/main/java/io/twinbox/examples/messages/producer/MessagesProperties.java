package io.twinbox.examples.messages.producer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be chosen.
 *
 * @param topic where messages go
 * @param publishWait how long a POST waits for its message's publication
 * @param retention events are purged this long after their publication
 * @param partitionBy what shares a partition, and so an order
 * @param recent how many events are the recent ones
 * @param cached how long the cache keeps an event
 */
@ConfigurationProperties("messages")
record MessagesProperties(
    @DefaultValue("messages") String topic,
    @DefaultValue("5s") Duration publishWait,
    @DefaultValue("30d") Duration retention,
    @DefaultValue("event") PartitionBy partitionBy,
    @DefaultValue("20") int recent,
    @DefaultValue("1h") Duration cached) {

  /** What shares a partition, and so an order. */
  enum PartitionBy {
    /** Each event for itself: spread over all partitions, in no order. */
    EVENT,
    /** Events of a type: in their order, and one that fails holds up the later ones of its type. */
    TYPE;

    String key(long event, String type) {
      return this == TYPE ? type : Long.toString(event);
    }
  }
}
