package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinbox.kafka.KafkaSettingsException.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerSettingsTest {

  private static Map<String, Object> with(String key, Object value) {
    return Map.of("bootstrap.servers", "broker:9092", key, value);
  }

  private static List<Violation> refused(Map<String, Object> user) {
    return catchThrowableOfType(KafkaSettingsException.class, () -> ProducerSettings.of(user))
        .violations();
  }

  @Test
  void theDefaultsKeepEveryPromise() {
    assertThat(ProducerSettings.of(Map.of("bootstrap.servers", "broker:9092")).producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("max.in.flight.requests.per.connection", 1)
        .containsEntry("retries", Integer.MAX_VALUE)
        .containsEntry("delivery.timeout.ms", Integer.MAX_VALUE)
        .containsEntry("compression.type", "lz4");
  }

  @ParameterizedTest
  @CsvSource({
    "acks, 1",
    "acks, 0",
    "enable.idempotence, false",
    "max.in.flight.requests.per.connection, 5",
    "retries, 3",
    "delivery.timeout.ms, 120000",
    "partitioner.ignore.keys, true",
    "transactional.id, mine",
    "key.serializer, org.apache.kafka.common.serialization.StringSerializer",
    "value.serializer, org.apache.kafka.common.serialization.StringSerializer",
  })
  void whatWouldBreakAPromiseIsRefusedWithARemedy(String key, String value) {
    assertThat(refused(with(key, value)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.key()).isEqualTo(key);
              assertThat(violation.value()).isEqualTo(value);
              assertThat(violation.reason()).isNotBlank();
              assertThat(violation.remedy()).startsWith("remove the property");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "acks, all",
    "acks, -1",
    "enable.idempotence, true",
    "linger.ms, 50",
    "compression.type, zstd",
    "max.request.size, 1000000",
    "request.timeout.ms, 60000",
    "my.plugin.setting, x",
  })
  void everythingElseMayBeOverridden(String key, String value) {
    assertThat(ProducerSettings.of(with(key, value)).producer()).containsEntry(key, value);
  }

  @Test
  void allViolationsAreListedAtOnce() {
    Map<String, Object> user = new HashMap<>();
    user.put("acks", "1");
    user.put("retries", 0);
    user.put("linger.ms", "soon");
    user.put("compresion.type", "lz4");
    user.put("partitioner.class", RoundRobinPartitioner.class);
    assertThat(refused(user))
        .extracting(Violation::key)
        .containsExactlyInAnyOrder(
            "acks",
            "retries",
            "linger.ms",
            "compresion.type",
            "partitioner.class",
            "bootstrap.servers");
    assertThatThrownBy(() -> ProducerSettings.of(user))
        .hasMessageContaining("acks=1")
        .hasMessageContaining("did you mean compression.type?");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(PropertyChecks.shown("ssl.key.password", "hunter2")).isEqualTo("***");
    assertThat(PropertyChecks.shown("sasl.jaas.config", "hunter2")).isEqualTo("***");
    assertThat(PropertyChecks.shown("acks", "1")).isEqualTo("1");
  }

  @Test
  void theAdminClientGetsTheSecuritySettingsAndNothingItDoesNotKnow() {
    Map<String, Object> admin =
        ProducerSettings.of(
                Map.of(
                    "bootstrap.servers", "broker:9092",
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "PLAIN",
                    "request.timeout.ms", 60_000))
            .admin();
    assertThat(admin)
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("request.timeout.ms", 2_500)
        .doesNotContainKeys("acks", "linger.ms", "key.serializer");
  }

  @Test
  void anSslEngineFactoryAndWhatOnlyItKnowsReachTheProducerAndTheAdminClient() {
    Object keys = new Object();
    ProducerSettings settings =
        ProducerSettings.of(
            Map.of(
                "bootstrap.servers",
                "broker:9092",
                "ssl.engine.factory.class",
                DefaultSslEngineFactory.class,
                "some.framework.Keys",
                keys));

    assertThat(List.of(settings.producer(), settings.admin()))
        .allSatisfy(
            client ->
                assertThat(client)
                    .containsEntry("ssl.engine.factory.class", DefaultSslEngineFactory.class)
                    .containsEntry("some.framework.Keys", keys));
  }
}
