package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult.Published;
import io.twinbox.spi.PublishResult.Reject;
import io.twinbox.spi.PublishResult.Retry;
import java.time.Duration;
import java.util.ArrayList;
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

/** Rights that are missing, taken away, and given back. */
class TopicRightsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static EmbeddedKafka kafka;

  private final Entries entries = new Entries();

  @BeforeAll
  static void startBroker() {
    kafka = EmbeddedKafka.builder().user("relay", "secret").start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  private static KafkaPublisher publisher() {
    return KafkaPublisher.builder().properties(kafka.clientProperties("relay")).build();
  }

  @Test
  void aForbiddenTopicWaitsAloneAndHealsWithoutRestart() {
    kafka.createTopic("open", 1, Map.of());
    kafka.createTopic("closed", 1, Map.of());
    kafka.forbid("relay", "closed");
    try (KafkaPublisher publisher = publisher()) {
      Handed handed = Handed.to(publisher, mixed("open", "closed", 10));
      assertThat(handed.result(1)).as("answered before publish returns").isInstanceOf(Retry.class);
      assertThat(((Retry) handed.result(1)).errorClass()).isEqualTo("TopicAuthorizationFailed");
      handed.await();
      assertThat(handed.topics(Published.class)).hasSize(5).containsOnly("open");

      kafka.permit("relay", "closed");
      awaitPublished(publisher, "closed");
    }
  }

  private void awaitPublished(KafkaPublisher publisher, String topic) {
    Entry again = entries.entry(topic, "a");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Handed.to(publisher, List.of(again)).await().result(0))
                    .isInstanceOf(Published.class));
  }

  @Test
  void theRightToDescribeWithoutTheRightToWriteIsToldBeforehand() {
    kafka.createTopic("readable", 1, Map.of());
    deny("readable", AclOperation.WRITE);
    try (KafkaPublisher publisher = publisher()) {
      Handed handed = Handed.to(publisher, List.of(entries.entry("readable", "a")));
      assertThat(handed.result(0)).isInstanceOf(Retry.class);
      assertThat(((Retry) handed.result(0)).reason()).contains("write to topic readable");
    }
  }

  @Test
  void aRightTakenAwayWhilePublishingStopsThatTopicOnly() {
    kafka.createTopic("kept", 2, Map.of());
    kafka.createTopic("revoked", 2, Map.of());
    try (KafkaPublisher publisher = publisher()) {
      assertThat(Handed.to(publisher, mixed("kept", "revoked", 20)).await().published())
          .isEqualTo(20);
      deny("revoked", AclOperation.WRITE);
      List<Handed> handed = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        handed.add(Handed.to(publisher, mixed("kept", "revoked", 100)));
      }
      for (Handed batch : handed) {
        batch.await();
        assertThat(batch.lostCause()).isNull();
        assertThat(batch.topics(Published.class)).filteredOn("kept"::equals).hasSize(50);
      }
      assertNothingOvertook(handed);
      assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "kept").values())
          .allSatisfy(ofKey -> assertThat(ofKey).isSorted().doesNotHaveDuplicates());
    }
  }

  /** Once an entry of a lane came back, no later one was published. */
  private static void assertNothingOvertook(List<Handed> handed) {
    Map<String, Boolean> stopped = new HashMap<>();
    int retries = 0;
    for (Handed batch : handed) {
      for (int i = 0; i < batch.results().size(); i++) {
        String lane = batch.entry(i).lane().text();
        if (batch.result(i) instanceof Retry) {
          stopped.put(lane, true);
          retries++;
        } else {
          assertThat(stopped).doesNotContainKey(lane);
        }
      }
    }
    assertThat(retries).isPositive();
  }

  @Test
  void withoutTheRightToDescribeConfigsThePromisesSaySo() {
    kafka.createTopic("opaque", 1, Map.of("max.message.bytes", "2000"));
    deny("opaque", AclOperation.DESCRIBE_CONFIGS);
    try (KafkaPublisher publisher = publisher()) {
      Handed handed =
          Handed.to(
              publisher,
              List.of(
                  entries.entry("opaque", "a"),
                  entries.entry("opaque", "a", Entries.noise(10_000)),
                  entries.entry("opaque", "a")));
      handed.await();
      assertThat(handed.published()).isEqualTo(2);
      assertThat(handed.result(1)).as("by the broker's answer").isNotInstanceOf(Published.class);
      assertThat(publisher.promises()).anyMatch(line -> line.contains("right DescribeConfigs"));
    }
  }

  @Test
  void aRejectionByTheBrokerThatStopsItsLaneLetsNothingOvertake() {
    kafka.createTopic("strict", 1, Map.of("max.message.bytes", "2000"));
    deny("strict", AclOperation.DESCRIBE_CONFIGS);
    try (KafkaPublisher publisher = publisher()) {
      List<Entry> batch = new ArrayList<>(entries.batch("strict", 10, 2));
      Entry large = entries.entry("strict", "key-0", Entries.noise(10_000));
      batch.add(large);
      batch.addAll(entries.batch("strict", 10, 2));
      Handed handed = Handed.to(publisher, batch, true);
      Handed next = Handed.to(publisher, entries.batch("strict", 20, 2), true);
      handed.await();
      next.await();
      assertThat(handed.result(10)).isInstanceOf(Reject.class);
      for (Handed one : List.of(handed, next)) {
        for (int i = 0; i < one.results().size(); i++) {
          Entry entry = one.entry(i);
          boolean behind = "key-0".equals(entry.key()) && entry.seq() > large.seq();
          assertThat(one.result(i))
              .isInstanceOf(
                  entry.seq() == large.seq()
                      ? Reject.class
                      : behind ? Retry.class : Published.class);
        }
      }
    }
  }

  @Test
  void aWrongPasswordIsADestinationThatIsDown() {
    Map<String, Object> wrong = new HashMap<>(kafka.clientProperties("relay"));
    wrong.computeIfPresent(
        "sasl.jaas.config", (key, value) -> String.valueOf(value).replace("secret", "guess"));
    try (KafkaPublisher publisher = KafkaPublisher.builder().properties(wrong).build()) {
      assertThatThrownBy(publisher::probe)
          .isInstanceOf(DestinationDownException.class)
          .hasMessageContaining("Authentication");
    }
  }

  private static void deny(String topic, AclOperation operation) {
    try (Admin admin = kafka.admin()) {
      admin
          .createAcls(
              List.of(
                  rule("User:relay", topic, operation, AclPermissionType.DENY),
                  rule("User:*", topic, AclOperation.ALL, AclPermissionType.ALLOW)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  private static AclBinding rule(
      String who, String topic, AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry(who, "*", operation, permission));
  }

  private List<Entry> mixed(String first, String second, int size) {
    List<Entry> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(entries.entry(i % 2 == 0 ? first : second, "key-" + i % 10));
    }
    return batch;
  }
}
