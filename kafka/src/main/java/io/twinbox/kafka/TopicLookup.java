package io.twinbox.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the cluster about topics: any number of them in two requests that travel together. */
final class TopicLookup {
  private final Admin admin;

  TopicLookup(Admin admin) {
    this.admin = admin;
  }

  /**
   * Asks without waiting.
   *
   * @return an answer for each topic; fails as a whole if the cluster cannot be asked
   */
  CompletableFuture<Map<String, TopicAnswer>> ask(Collection<String> topics) {
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin
            .describeTopics(
                TopicCollection.ofTopicNames(topics),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    List<ConfigResource> resources = new ArrayList<>(topics.size());
    for (String topic : topics) {
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic));
    }
    Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(resources).values();

    Map<String, CompletableFuture<TopicAnswer>> asked = new HashMap<>();
    for (ConfigResource resource : resources) {
      String topic = resource.name();
      asked.put(
          topic,
          answer(
              topic,
              Objects.requireNonNull(descriptions.get(topic)),
              Objects.requireNonNull(configs.get(resource))));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              Map<String, TopicAnswer> answers = new HashMap<>();
              asked.forEach((topic, future) -> answers.put(topic, future.join()));
              return answers;
            });
  }

  private static CompletableFuture<TopicAnswer> answer(
      String topic, KafkaFuture<TopicDescription> description, KafkaFuture<Config> config) {
    CompletableFuture<Optional<Config>> readable =
        config
            .toCompletionStage()
            .toCompletableFuture()
            .thenApply(Optional::of)
            .exceptionally(TopicLookup::unreadable);
    return description
        .toCompletionStage()
        .toCompletableFuture()
        .thenCombine(readable, (found, settings) -> known(topic, found, settings.orElse(null)))
        .exceptionally(failure -> unavailable(topic, failure));
  }

  /**
   * A topic that is missing has no configuration, and a configuration may be none of our business.
   */
  private static Optional<Config> unreadable(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof AuthorizationException
        || cause instanceof UnknownTopicOrPartitionException
        || cause instanceof InvalidTopicException) {
      return Optional.empty();
    }
    throw new CompletionException(cause);
  }

  private static TopicAnswer unavailable(String topic, Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof UnknownTopicIdException) {
      return TopicAnswer.missing(topic);
    }
    if (cause instanceof TopicAuthorizationException) {
      return TopicAnswer.forbidden(topic, "describe");
    }
    if (cause instanceof InvalidTopicException) {
      return TopicAnswer.illegal(topic, String.valueOf(cause.getMessage()));
    }
    throw new CompletionException(cause);
  }

  private static TopicAnswer known(
      String topic, TopicDescription description, @Nullable Config config) {
    Set<AclOperation> allowed = description.authorizedOperations();
    if (allowed != null && !allowed.isEmpty() && !allowed.contains(AclOperation.WRITE)) {
      return TopicAnswer.forbidden(topic, "write to");
    }
    Integer minInSync = number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    int replicas =
        description.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    return new TopicAnswer.Known(
        description.partitions().size(),
        number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        replicas,
        minInSync,
        text(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact"),
        troubles(topic, description.partitions(), minInSync));
  }

  private static List<String> troubles(
      String topic, List<TopicPartitionInfo> partitions, @Nullable Integer minInSync) {
    List<String> troubles = new ArrayList<>();
    for (TopicPartitionInfo partition : partitions) {
      String name = "partition " + topic + "-" + partition.partition();
      if (partition.leader() == null || partition.leader().isEmpty()) {
        troubles.add(name + " has no leader");
      } else if (minInSync != null) {
        // Brokers ask for no more copies than there are replicas.
        int needed = Math.min(minInSync, partition.replicas().size());
        int inSync = partition.isr().size();
        if (inSync < needed) {
          troubles.add(name + " has " + inSync + " in-sync replicas and needs " + needed);
        }
      }
    }
    return troubles;
  }

  private static @Nullable Integer number(@Nullable Config config, String name) {
    String text = text(config, name);
    return text.isEmpty() ? null : Integer.valueOf(text);
  }

  private static String text(@Nullable Config config, String name) {
    ConfigEntry entry = config == null ? null : config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
