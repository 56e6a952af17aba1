package io.twinbox.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * For how long the cluster keeps what a reader relies on.
 *
 * @param topics what there is
 * @param retentionMs by topic, how long records are kept; negative = for ever. Missing where we may
 *     not read it
 * @param cleanup by topic, {@code delete} or {@code compact} or both; missing likewise
 * @param offsetsMinutes how long the offsets of a group without members are kept; null = we may not
 *     read it
 */
record ReadingTerms(
    ReadableTopics topics,
    Map<String, Long> retentionMs,
    Map<String, String> cleanup,
    @Nullable Long offsetsMinutes) {
  private static final String OFFSETS_RETENTION = "offsets.retention.minutes";

  /** Asks without waiting; fails as a whole if the cluster does not answer. */
  static CompletableFuture<ReadingTerms> ask(Admin admin, Collection<String> topics) {
    CompletableFuture<ReadableTopics> readable = ReadableTopics.ask(admin, topics);
    CompletableFuture<Map<String, Config>> settings = topicSettings(admin, topics);
    CompletableFuture<@Nullable Long> offsets = offsetsMinutes(admin);
    return readable
        .thenCombine(settings, (found, configs) -> of(found, configs, null))
        .thenCombine(
            offsets,
            (terms, minutes) ->
                new ReadingTerms(terms.topics, terms.retentionMs, terms.cleanup, minutes));
  }

  private static ReadingTerms of(
      ReadableTopics found, Map<String, Config> configs, @Nullable Long minutes) {
    Map<String, Long> retention = new HashMap<>();
    Map<String, String> cleanup = new HashMap<>();
    configs.forEach(
        (topic, config) -> {
          String ms = value(config, TopicConfig.RETENTION_MS_CONFIG);
          if (!ms.isEmpty()) {
            retention.put(topic, Long.valueOf(ms));
          }
          cleanup.put(topic, value(config, TopicConfig.CLEANUP_POLICY_CONFIG));
        });
    return new ReadingTerms(found, retention, cleanup, minutes);
  }

  /** The configurations we may read; what cannot be read is left out, whatever the reason. */
  private static CompletableFuture<Map<String, Config>> topicSettings(
      Admin admin, Collection<String> topics) {
    List<ConfigResource> resources = new ArrayList<>();
    topics.forEach(topic -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
    Map<String, CompletableFuture<Config>> asked = new TreeMap<>();
    admin
        .describeConfigs(resources)
        .values()
        .forEach((resource, config) -> asked.put(resource.name(), later(config)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .handle(
            (nothing, failure) -> {
              Map<String, Config> readable = new TreeMap<>();
              asked.forEach(
                  (topic, config) -> {
                    if (!config.isCompletedExceptionally()) {
                      readable.put(topic, config.join());
                    }
                  });
              return readable;
            });
  }

  private static CompletableFuture<@Nullable Long> offsetsMinutes(Admin admin) {
    return later(admin.describeCluster().nodes())
        .thenCompose(
            nodes -> {
              ConfigResource broker =
                  new ConfigResource(
                      ConfigResource.Type.BROKER, nodes.iterator().next().idString());
              return later(admin.describeConfigs(List.of(broker)).all())
                  .thenApply(configs -> configs.values().iterator().next());
            })
        .handle(
            (config, failure) -> {
              String minutes = failure == null ? value(config, OFFSETS_RETENTION) : "";
              return minutes.isEmpty() ? null : Long.valueOf(minutes);
            });
  }

  private static <T> CompletableFuture<T> later(KafkaFuture<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
