package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import io.twinbox.spi.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerSettingsTest {
  private static final Subscription PAYMENTS = new Subscription("payments", List.of("orders"), 250);

  private static Map<String, Object> with(String key, Object value) {
    return Map.of("bootstrap.servers", "broker:9092", key, value);
  }

  private static Map<String, Object> consumer(Map<String, Object> user) {
    return ConsumerSettings.of(user).consumer(PAYMENTS);
  }

  private static List<Violation> refused(Map<String, Object> user) {
    return catchThrowableOfType(KafkaSettingsException.class, () -> ConsumerSettings.of(user))
        .violations();
  }

  @Test
  void theDefaultsKeepEveryPromise() {
    assertThat(consumer(Map.of("bootstrap.servers", "broker:9092")))
        .containsEntry("group.id", "payments")
        .containsEntry("max.poll.records", 250)
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("allow.auto.create.topics", "false")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("key.deserializer", ByteArrayDeserializer.class)
        .containsEntry("value.deserializer", ByteArrayDeserializer.class)
        .extractingByKey("partition.assignment.strategy")
        .asString()
        .endsWith("CooperativeStickyAssignor");
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, true",
    "isolation.level, read_uncommitted",
    "allow.auto.create.topics, true",
    "max.poll.records, 10",
    "key.deserializer, org.apache.kafka.common.serialization.StringDeserializer",
    "value.deserializer, org.apache.kafka.common.serialization.ByteArrayDeserializer",
    "group.id, ' '",
  })
  void whatWouldBreakAPromiseIsRefusedWithARemedy(String key, String value) {
    assertThat(refused(with(key, value)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.key()).isEqualTo(key);
              assertThat(violation.reason()).isNotBlank();
              assertThat(violation.remedy()).startsWith("remove the property");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, false",
    "isolation.level, read_committed",
    "auto.offset.reset, latest",
    "group.id, another",
    "group.instance.id, node-1",
    "client.rack, a",
    "partition.assignment.strategy, org.apache.kafka.clients.consumer.RangeAssignor",
    "my.plugin.setting, x",
  })
  void everythingElseMayBeOverridden(String key, String value) {
    assertThat(consumer(with(key, value))).containsEntry(key, value);
  }

  @Test
  void allViolationsAreListedAtOnce() {
    Map<String, Object> user = new HashMap<>();
    user.put("enable.auto.commit", true);
    user.put("value.deserializer", StringDeserializer.class);
    user.put("fetch.max.bytes", "a lot");
    user.put("group.instance.idd", "node-1");
    user.put("heartbeat.interval.ms", 20_000);
    assertThat(refused(user))
        .extracting(Violation::key)
        .containsExactlyInAnyOrder(
            "bootstrap.servers",
            "enable.auto.commit",
            "value.deserializer",
            "fetch.max.bytes",
            "group.instance.idd",
            "session.timeout.ms");
    assertThatThrownBy(() -> ConsumerSettings.of(user))
        .hasMessageContaining("did you mean group.instance.id?")
        .hasMessageContaining("set it to at least heartbeat.interval.ms, 20000");
  }

  @Test
  void aGroupRunByTheBrokersIsToldNothingThatIsTheirs() {
    assertThat(consumer(with("group.protocol", "consumer")))
        .doesNotContainKeys(
            "partition.assignment.strategy", "session.timeout.ms", "heartbeat.interval.ms");
    Map<String, Object> user = new HashMap<>(with("group.protocol", "consumer"));
    user.put("session.timeout.ms", 20_000);
    assertThat(refused(user))
        .singleElement()
        .satisfies(violation -> assertThat(violation.key()).isEqualTo("session.timeout.ms"));
  }

  @Test
  void theAdminClientGetsTheSecuritySettingsAndNothingItDoesNotKnow() {
    Map<String, Object> admin =
        ConsumerSettings.of(
                Map.of(
                    "bootstrap.servers", "broker:9092",
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "PLAIN"))
            .admin();
    assertThat(admin)
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry("default.api.timeout.ms", 3_000)
        .doesNotContainKeys("isolation.level", "value.deserializer");
    assertThat(ConsumerConfig.configNames()).contains("isolation.level", "value.deserializer");
  }
}
