package io.twinbox.kafka;

import io.twinbox.devservices.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records as strangers do. */
final class TopicWriter implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  TopicWriter(EmbeddedKafka kafka, String... properties) {
    Map<String, Object> all = new HashMap<>(kafka.clientProperties());
    all.put("linger.ms", 5);
    all.put("batch.size", 256 * 1024);
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    all.put("max.in.flight.requests.per.connection", 1);
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  void write(String topic, Integer partition, String key, byte[] value, List<Header> headers) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, partition, key == null ? null : bytes(key), value, headers));
  }

  /** Values "0", "1"... in partitions taken in turn. */
  void writeNumbers(String topic, int partitions, int from, int to) {
    for (int i = from; i < to; i++) {
      write(topic, i % partitions, "key-" + i % 10, bytes(String.valueOf(i)), List.of());
    }
    producer.flush();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
