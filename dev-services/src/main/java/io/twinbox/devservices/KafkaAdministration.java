package io.twinbox.devservices;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Orders to a running broker, each awaited until clients see its effect. */
final class KafkaAdministration implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Admin admin;

  KafkaAdministration(Admin admin) {
    this.admin = admin;
  }

  /**
   * Waits until this cluster answers; false if the server's process ended before. Another cluster
   * that answers on this port is somebody else's, and ours is about to notice.
   */
  boolean awaitAnswer(Server server, Supplier<String> clusterId) {
    CompletableFuture<String> answer =
        admin.describeCluster().clusterId().toCompletionStage().toCompletableFuture();
    return server.awaitReady(
        () ->
            answer.isDone()
                && !answer.isCompletedExceptionally()
                && clusterId.get().equals(answer.getNow("")),
        TIMEOUT);
  }

  void createTopic(String topic, int partitions, Map<String, String> configs) {
    NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(configs);
    await("create topic " + topic, admin.createTopics(List.of(wanted)).all());
    awaitThat("topic " + topic + " has leaders", () -> leaders(topic) == partitions);
    await("reach the leaders of " + topic, admin.listOffsets(latest(topic, partitions)).all());
  }

  /**
   * Only a leader that has taken up its work answers this; the metadata name it before. A producer
   * that is refused at its first batch but not at its second never gets the first one in: the
   * broker finds it out of order, until the delivery times out.
   */
  private static Map<TopicPartition, OffsetSpec> latest(String topic, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
  }

  void deleteTopic(String topic) {
    await("delete topic " + topic, admin.deleteTopics(List.of(topic)).all());
    awaitThat("topic " + topic + " is gone", () -> leaders(topic) < 0);
  }

  void alterTopic(String topic, Map<String, String> configs) {
    Collection<AlterConfigOp> changes =
        configs.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    await("alter topic " + topic, admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
  }

  void forbid(String user, String topic) {
    // Without the second rule the first would shut out everybody: a topic with any rule at all is
    // closed to those whom no rule names.
    List<AclBinding> rules =
        List.of(
            rule(user, topic, AclPermissionType.DENY), rule("*", topic, AclPermissionType.ALLOW));
    await("forbid topic " + topic, admin.createAcls(rules).all());
  }

  void permit(String user, String topic) {
    AclBinding rule = rule(user, topic, AclPermissionType.DENY);
    await("permit topic " + topic, admin.deleteAcls(List.of(rule.toFilter())).all());
  }

  private static AclBinding rule(String user, String topic, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", AclOperation.ALL, permission));
  }

  /** How many partitions of a topic have a leader; -1 if there is no such topic. */
  private long leaders(String topic) {
    try {
      List<TopicPartitionInfo> partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
              .flatMap(description -> description.partitions().stream())
              .toList();
      return partitions.stream().filter(KafkaAdministration::hasLeader).count();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return -1;
      }
      throw new DevServiceException("Could not describe topic " + topic, e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  private static boolean hasLeader(TopicPartitionInfo partition) {
    Node leader = partition.leader();
    return leader != null && !leader.isEmpty();
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new DevServiceException("Not so within " + TIMEOUT + ": " + what);
      }
      Waiting.briefly();
    }
  }

  private static void await(String what, KafkaFuture<?> answer) {
    try {
      answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new DevServiceException("Kafka could not " + what, e);
    } catch (TimeoutException e) {
      throw new DevServiceException("Kafka did not " + what + " within " + TIMEOUT, e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
