package io.twinbox.checker;

import static java.util.stream.Collectors.toMap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics, from the beginning to where they ended when the reader was opened. No group,
 * no commits, nothing left behind. Not thread-safe.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;

  /** Notes the ends of the topics. They must exist. */
  TopicReader(Map<String, Object> kafka, Collection<String> topics, IsolationLevel isolation) {
    consumer = consumer(kafka, isolation);
    List<TopicPartition> partitions = partitions(consumer, topics);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    ends = Map.copyOf(consumer.endOffsets(partitions));
  }

  static KafkaConsumer<byte[], byte[]> consumer(
      Map<String, Object> kafka, IsolationLevel isolation) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  static Sighting sighting(ConsumerRecord<byte[], byte[]> record, Identity identity) {
    byte[] key = record.key();
    return new Sighting(
        identity.of(record),
        record.topic(),
        key == null ? null : new String(key, StandardCharsets.UTF_8),
        record.partition(),
        record.offset(),
        Fingerprint.of(record.value()));
  }

  /**
   * Hands over every record before the noted ends.
   *
   * @throws IllegalStateException if nothing moves for {@code patience}
   */
  void forEach(Consumer<ConsumerRecord<byte[], byte[]>> reader, Duration patience) {
    long missing = missing();
    long moved = System.nanoTime();
    while (missing > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L)) {
          reader.accept(record);
        }
      }
      long now = System.nanoTime();
      long left = missing();
      if (left < missing) {
        missing = left;
        moved = now;
      } else if (now - moved > patience.toNanos()) {
        throw new IllegalStateException("cannot read the topics to their ends. behind:" + behind());
      }
    }
  }

  private long missing() {
    return behind().values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> behind() {
    return ends.entrySet().stream()
        .filter(end -> consumer.position(end.getKey()) < end.getValue())
        .collect(toMap(Map.Entry::getKey, end -> end.getValue() - consumer.position(end.getKey())));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
