package io.twinbox.kafka;

import io.twinbox.spi.Diagnosis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Looks for what is wrong with a cluster or will be. Changes nothing. Thread-safe. */
public final class KafkaDoctor {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int SAFE_IN_SYNC = 2;

  private final Map<String, Object> properties;

  private KafkaDoctor(Map<String, Object> properties) {
    this.properties = properties;
  }

  /**
   * For a cluster.
   *
   * @param bootstrapServers as Kafka's clients take them
   * @param properties what else they are given: security, above all
   */
  public static KafkaDoctor of(String bootstrapServers, Map<String, String> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaDoctor(all);
  }

  /**
   * Everything found.
   *
   * @param topics those that are written to
   */
  public List<Diagnosis> examine(Collection<String> topics) {
    List<Diagnosis> found = new ArrayList<>();
    try (Admin admin = Admin.create(properties)) {
      int brokers = wait(admin.describeCluster().nodes()).size();
      for (String topic : new TreeSet<>(topics)) {
        topic(admin, topic, brokers, found);
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      found.add(
          new Diagnosis(
              "BROKER_UNREACHABLE",
              "Kafka does not answer: " + reason(e),
              "Look at --bootstrap-servers, at advertised.listeners of the brokers, and at the"
                  + " security settings."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return found;
  }

  private static void topic(Admin admin, String topic, int brokers, List<Diagnosis> found)
      throws InterruptedException, TimeoutException, ExecutionException {
    TopicDescription description;
    try {
      description = wait(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    } catch (ExecutionException e) {
      found.add(unavailable(topic, e));
      return;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config;
    try {
      config = wait(admin.describeConfigs(List.of(resource)).all()).get(resource);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
      config = null;
    }
    if (description != null) {
      replicas(topic, description, config, brokers, found);
    }
  }

  private static Diagnosis unavailable(String topic, ExecutionException e)
      throws ExecutionException {
    if (e.getCause() instanceof UnknownTopicOrPartitionException) {
      return new Diagnosis(
          "TOPIC_MISSING",
          "Topic " + topic + " does not exist: its entries are set aside.",
          "kafka-topics.sh --create --topic " + topic + " --partitions … --replication-factor 3");
    }
    if (e.getCause() instanceof AuthorizationException) {
      return new Diagnosis(
          "TOPIC_FORBIDDEN",
          "Topic " + topic + " may not be described.",
          "Grant Write, which includes Describe, on it to the relay's principal.");
    }
    throw e;
  }

  private static void replicas(
      String topic,
      TopicDescription description,
      @Nullable Config config,
      int brokers,
      List<Diagnosis> found) {
    int least = Integer.MAX_VALUE;
    int fewestInSync = Integer.MAX_VALUE;
    boolean leaderless = false;
    for (TopicPartitionInfo partition : description.partitions()) {
      least = Math.min(least, partition.replicas().size());
      fewestInSync = Math.min(fewestInSync, partition.isr().size());
      leaderless |= partition.leader() == null || partition.leader().isEmpty();
    }
    int needed = number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1);
    if (leaderless) {
      found.add(
          new Diagnosis(
              "PARTITION_WITHOUT_LEADER",
              "A partition of topic " + topic + " has no leader: nothing is published.",
              "Start the brokers that hold it: kafka-topics.sh --describe"
                  + " --unavailable-partitions"));
    } else if (fewestInSync < needed) {
      found.add(
          new Diagnosis(
              "UNDER_MIN_INSYNC",
              "Topic "
                  + topic
                  + " has "
                  + fewestInSync
                  + " replicas in sync and asks for "
                  + needed
                  + ": nothing is published to it.",
              "Start the brokers that are missing."));
    }
    if (config != null && needed < SAFE_IN_SYNC) {
      found.add(
          new Diagnosis(
              "MIN_INSYNC_TOO_LOW",
              "Topic "
                  + topic
                  + " has min.insync.replicas="
                  + needed
                  + " and "
                  + least
                  + " replicas: acks=all is worth no more than that.",
              "Give it 3 replicas and min.insync.replicas=2"
                  + (brokers < 3 ? "; the cluster has " + brokers + " broker(s)." : ".")));
    }
    if (config != null
        && "true".equals(text(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
      found.add(
          new Diagnosis(
              "UNCLEAN_ELECTION",
              "Topic "
                  + topic
                  + " lets a replica that lags behind become the leader: what was"
                  + " acknowledged may be lost.",
              "Set unclean.leader.election.enable=false."));
    }
  }

  private static int number(@Nullable Config config, String name, int otherwise) {
    String text = config == null ? null : text(config, name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private static @Nullable String text(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null ? null : entry.value();
  }

  private static <T> T wait(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
