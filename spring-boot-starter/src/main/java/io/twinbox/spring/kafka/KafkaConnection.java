package io.twinbox.spring.kafka;

import java.util.Map;

/**
 * How Kafka is reached.
 *
 * @param producer properties of the relay's producer
 * @param consumer properties of the inbox's consumers
 */
public record KafkaConnection(Map<String, Object> producer, Map<String, Object> consumer) {
  public KafkaConnection {
    producer = Map.copyOf(producer);
    consumer = Map.copyOf(consumer);
  }
}
