package io.twinbox.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records of a topic to it once more, with the same key, value, headers and partition, as a
 * careless tool or a mirror does. Used by one thread.
 */
final class Repeater {
  private static final int RECORDS = 1_000;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<String, Object> client;
  private final String topic;

  /**
   * @param client settings of any Kafka client
   */
  Repeater(Map<String, Object> client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * Repeats records from everywhere in the topic.
   *
   * @return how many, about {@value #RECORDS} if there are so many
   */
  int run() {
    List<ConsumerRecord<byte[], byte[]>> all = read();
    int step = Math.max(1, all.size() / RECORDS);
    int repeated = 0;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int n = 0; n < all.size(); n += step) {
        ConsumerRecord<byte[], byte[]> record = all.get(n);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic, record.partition(), record.key(), record.value(), record.headers()));
        repeated++;
      }
      producer.flush();
    }
    return repeated;
  }

  /** Everything that is in the topic now. */
  private List<ConsumerRecord<byte[], byte[]>> read() {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(all::add);
      }
    }
    return all;
  }
}
