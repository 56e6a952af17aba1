package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights that are missing are named, and it goes on when they are given. */
class SourceRightsIT {
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() {
    kafka = EmbeddedKafka.builder().user("inbox", "secret").start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  /** A right that was given is noticed with the next metadata: after a second, not after thirty. */
  private static Member member(Map<String, Object> properties, String group, String topic) {
    return new Member(
        KafkaSource.builder()
            .properties(properties)
            .properties(Map.of("metadata.max.age.ms", 1_000))
            .build(),
        group,
        topic);
  }

  private static Member member(String group, String topic) {
    return member(kafka.clientProperties("inbox"), group, topic);
  }

  private static void write(String topic, int from, int to) {
    kafka.createTopic(topic, 2, Map.of());
    writeMore(topic, from, to);
  }

  private static void writeMore(String topic, int from, int to) {
    try (TopicWriter writer = new TopicWriter(kafka)) {
      writer.writeNumbers(topic, 2, from, to);
    }
  }

  @Test
  void theRightToReadATopic() {
    write("unreadable", 0, 10);
    AclBinding denied = deny(ResourceType.TOPIC, "unreadable", AclOperation.READ);
    try (Member member = member("readers", "unreadable")) {
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.trouble).hasMessage("not authorized to read [unreadable]");
      permit(denied);
      assertThat(member.readUntil(10)).hasSize(10);
    }
  }

  @Test
  void theRightToSeeATopic() {
    write("unseen", 0, 10);
    kafka.forbid("inbox", "unseen");
    try (Member member = member("seers", "unseen")) {
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.trouble)
          .hasMessageContaining("not authorized")
          .hasMessageContaining("unseen");
      kafka.permit("inbox", "unseen");
      assertThat(member.readUntil(10)).hasSize(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void theRightToJoinTheGroup(String protocol) {
    String group = "closed-" + protocol;
    write(group, 0, 10);
    AclBinding denied = deny(ResourceType.GROUP, group, AclOperation.READ);
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties("inbox"));
    properties.put("group.protocol", protocol);
    try (Member member = member(properties, group, group)) {
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.trouble).hasMessage("not authorized to join group " + group);
      permit(denied);
      assertThat(member.readUntil(10)).hasSize(10);
    }
  }

  @Test
  void aRightTakenAwayWhileReading() {
    write("taken", 0, 10);
    try (Member member = member("takers", "taken")) {
      member.readUntil(10);
      AclBinding denied = deny(ResourceType.TOPIC, "taken", AclOperation.READ);
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.source.commitNow(member.next, Member.LONG)).isFalse();
      permit(denied);
      writeMore("taken", 10, 20);
      member.readUntil(20);
      assertThat(member.texts()).hasSize(20).doesNotHaveDuplicates();
    }
  }

  @Test
  void aWrongPassword() {
    write("guarded", 0, 10);
    Map<String, Object> wrong = new HashMap<>(kafka.clientProperties("inbox"));
    wrong.computeIfPresent(
        "sasl.jaas.config", (key, value) -> String.valueOf(value).replace("secret", "guess"));
    try (Member member = member(wrong, "guessers", "guarded")) {
      member.pollUntil(() -> member.trouble != null);
      assertThat(member.trouble).hasMessageContaining("Authentication");
    }
  }

  private static AclBinding deny(ResourceType type, String name, AclOperation operation) {
    AclBinding denied = rule(type, "User:inbox", name, operation, AclPermissionType.DENY);
    try (Admin admin = kafka.admin()) {
      admin
          .createAcls(
              List.of(
                  denied, rule(type, "User:*", name, AclOperation.ALL, AclPermissionType.ALLOW)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
    return denied;
  }

  private static void permit(AclBinding denied) {
    try (Admin admin = kafka.admin()) {
      admin
          .deleteAcls(List.of(denied.toFilter()))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  private static AclBinding rule(
      ResourceType type,
      String who,
      String name,
      AclOperation operation,
      AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(who, "*", operation, permission));
  }
}
