package io.twinbox.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a whole topic as it stands. */
final class TopicReader {
  private TopicReader() {}

  static List<ConsumerRecord<byte[], byte[]>> read(Map<String, Object> client, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    read(client, topic, records::add);
    return records;
  }

  private static void read(
      Map<String, Object> client, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }

  /** The place in the log each record came from, by key, in the order of the partition. */
  static Map<String, List<Long>> seqsByKey(Map<String, Object> client, String topic) {
    Map<String, List<Long>> seqs = new HashMap<>();
    read(
        client,
        topic,
        entry -> seqs.computeIfAbsent(key(entry), key -> new ArrayList<>()).add(seq(entry)));
    return seqs;
  }

  static long seq(ConsumerRecord<byte[], byte[]> record) {
    return Long.parseLong(header(record, EntryEncoder.SEQ_HEADER));
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Each place once, where it came first. */
  static List<Long> firstOccurrences(List<Long> seqs) {
    Set<Long> first = new LinkedHashSet<>(seqs);
    return List.copyOf(first);
  }
}
