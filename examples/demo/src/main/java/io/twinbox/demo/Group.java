package io.twinbox.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * The consumer group of a service, as Kafka knows it. Not thread-safe; asks the broker each time.
 */
final class Group implements AutoCloseable {
  private final Admin admin;
  private final ServiceName service;

  Group(Stage stage, ServiceName service) {
    this.admin = stage.admin();
    this.service = service;
  }

  /** How many records of the topic are not settled yet. */
  long behind() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> settled =
        admin.listConsumerGroupOffsets(service.consumer()).partitionsToOffsetAndMetadata().get();
    long behind = 0;
    for (Map.Entry<TopicPartition, Long> end : ends().entrySet()) {
      OffsetAndMetadata offset = settled.get(end.getKey());
      behind += end.getValue() - (offset == null ? 0 : offset.offset());
    }
    return behind;
  }

  /**
   * Makes the next consumer begin with the first record again. Call it while none runs: what is
   * left of the last one in the group is removed.
   *
   * @return how many records will come again
   */
  long rewind() throws ExecutionException, InterruptedException {
    admin
        .removeMembersFromConsumerGroup(
            service.consumer(), new RemoveMembersFromConsumerGroupOptions())
        .all()
        .get();
    Map<TopicPartition, Long> ends = ends();
    Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
    ends.keySet().forEach(partition -> first.put(partition, new OffsetAndMetadata(0)));
    admin.alterConsumerGroupOffsets(service.consumer(), first).all().get();
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicDescription topic :
        admin.describeTopics(List.of(service.hears())).allTopicNames().get().values()) {
      for (TopicPartitionInfo info : topic.partitions()) {
        asked.put(new TopicPartition(topic.name(), info.partition()), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, result) -> ends.put(partition, result.offset()));
    return ends;
  }

  @Override
  public void close() {
    admin.close();
  }
}
