package io.twinbox.server;

import io.twinbox.devservices.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has arrived in a topic, from its beginning. */
final class Arrived implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<String> payloads = new ArrayList<>();

  Arrived(EmbeddedKafka kafka, String topic) {
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(it -> new TopicPartition(it.topic(), it.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  List<String> payloads() {
    consumer
        .poll(Duration.ofMillis(100))
        .forEach(record -> payloads.add(new String(record.value(), StandardCharsets.UTF_8)));
    return List.copyOf(payloads);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
