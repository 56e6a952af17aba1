package io.twinbox.benchmarks;

import io.twinbox.inbox.InboxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What a topic held after a drain.
 *
 * @param records all of them
 * @param distinct different messages
 * @param inverted first occurrences that came after a later message of their key
 */
record TopicContent(long records, long distinct, long inverted) {
  /** As many as the inbox handles at once by default. */
  private static final int POLL_RECORDS = InboxOptions.DEFAULT.chunkRecords();

  private static final Duration POLL = Duration.ofMillis(200);

  /** Reads the whole topic. */
  static TopicContent read(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Tally tally = new Tally();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(tally::add);
      }
      return tally.content();
    }
  }

  /**
   * Checks that exactly these messages are there, each key in order.
   *
   * @throws IllegalStateException if not
   */
  void check(ContenderKind kind, long messages) {
    if (records != messages || distinct != messages || inverted != 0) {
      throw new IllegalStateException(
          "the figure is void. contender:" + kind + " messages:" + messages + " found:" + this);
    }
  }

  static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    return consumer(bootstrapServers, "none");
  }

  /** A consumer that may join a group. */
  static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String group) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            POLL_RECORDS,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** Counts while reading. */
  static final class Tally {
    private final BitSet seen = new BitSet();
    private final Map<String, Long> latest = new HashMap<>();
    private long records;
    private long inverted;

    void add(ConsumerRecord<byte[], byte[]> record) {
      add(record.key(), Samples.noOf(record.value()));
    }

    void add(byte @Nullable [] key, long no) {
      records++;
      if (seen.get(Math.toIntExact(no))) {
        return;
      }
      seen.set((int) no);
      String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
      if (latest.getOrDefault(name, -1L) > no) {
        inverted++;
      } else {
        latest.put(name, no);
      }
    }

    TopicContent content() {
      return new TopicContent(records, seen.cardinality(), inverted);
    }
  }
}
