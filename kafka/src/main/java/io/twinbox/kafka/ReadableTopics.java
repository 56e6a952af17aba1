package io.twinbox.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the cluster says of the topics to be read.
 *
 * @param partitions by topic, for those that are there
 * @param troubles what keeps records from being read, a sentence each
 * @param none whether none of the topics is there
 */
record ReadableTopics(Map<String, Integer> partitions, List<String> troubles, boolean none) {

  /** Asks without waiting; fails as a whole if the cluster does not answer. */
  static CompletableFuture<ReadableTopics> ask(Admin admin, Collection<String> topics) {
    Map<String, CompletableFuture<Found>> asked = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      String name = topic.getKey();
      asked.put(
          name,
          topic
              .getValue()
              .toCompletionStage()
              .toCompletableFuture()
              .thenApply(ReadableTopics::found)
              .exceptionally(failure -> missing(name, failure)));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              Map<String, Found> answers = new TreeMap<>();
              asked.forEach((name, future) -> answers.put(name, future.join()));
              return of(answers);
            });
  }

  /** What is said of one topic; 0 partitions = it is not there for us. */
  private record Found(int partitions, List<String> troubles) {}

  private static ReadableTopics of(Map<String, Found> answers) {
    Map<String, Integer> partitions = new TreeMap<>();
    List<String> troubles = new ArrayList<>();
    answers.forEach(
        (name, found) -> {
          if (found.partitions() > 0) {
            partitions.put(name, found.partitions());
          }
          troubles.addAll(found.troubles());
        });
    return new ReadableTopics(partitions, troubles, partitions.isEmpty());
  }

  private static Found found(TopicDescription topic) {
    List<String> troubles = new ArrayList<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      if (partition.leader() == null || partition.leader().isEmpty()) {
        troubles.add("partition " + topic.name() + "-" + partition.partition() + " has no leader");
      }
    }
    return new Found(topic.partitions().size(), troubles);
  }

  private static Found missing(String topic, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof UnknownTopicIdException) {
      return new Found(0, List.of("topic " + topic + " does not exist"));
    }
    if (cause instanceof TopicAuthorizationException) {
      return new Found(0, List.of("not authorized to describe topic " + topic));
    }
    if (cause instanceof InvalidTopicException) {
      return new Found(0, List.of("illegal topic name '" + topic + "'"));
    }
    throw new CompletionException(cause);
  }
}
