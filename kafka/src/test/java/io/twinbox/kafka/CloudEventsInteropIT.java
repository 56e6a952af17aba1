package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Entry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The CloudEvents SDK reads our records, and finds in them what was appended. */
class CloudEventsInteropIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();

  @Test
  void theSdkReadsEveryAttribute() {
    kafka.createTopic("events", 1, Map.of());
    UUID id = UUID.fromString("0194bb3a-7c00-7abc-8def-0123456789ab");
    Instant occurredAt = Instant.parse("2025-01-31T10:15:30.123456Z");
    byte[] payload = "{\"grüße\":1}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = Map.of("traceparent", "00-0af7651916cd43dd-b7ad6b7169203331-01");
    Instant before = Instant.now();
    publish(entry(42, id, "kunde-ü", payload, headers, occurredAt));
    publish(entry(43, UUID.randomUUID(), "kunde-ü", null, Map.of(), occurredAt));

    List<ConsumerRecord<String, CloudEvent>> read = read("events", 2);
    CloudEvent event = read.get(0).value();
    assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(event.getId()).isEqualTo(id.toString());
    assertThat(event.getSource()).isEqualTo(URI.create("https://shop.example/orders"));
    assertThat(event.getType()).isEqualTo("OrderPlaced");
    assertThat(event.getTime().toInstant()).isEqualTo(occurredAt);
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getData().toBytes()).isEqualTo(payload);
    assertThat(read.get(0).key()).isEqualTo("kunde-ü");
    assertThat(Instant.ofEpochMilli(read.get(0).timestamp()))
        .as("time of sending, not of the event")
        .isAfterOrEqualTo(before.minusSeconds(1));
    assertThat(read.get(1).value()).as("tombstone").isNull();
  }

  private static Entry entry(
      long seq, UUID id, String key, byte[] payload, Map<String, String> headers, Instant at) {
    return new Entry(
        seq, id, "kafka", "events", key, "OrderPlaced", "application/json", payload, headers, at);
  }

  private void publish(Entry entry) {
    try (KafkaPublisher publisher =
        KafkaPublisher.builder()
            .properties(kafka.clientProperties())
            .source(URI.create("https://shop.example/orders"))
            .build()) {
      assertThat(Handed.to(publisher, List.of(entry)).await().published()).isEqualTo(1);
    }
  }

  private List<ConsumerRecord<String, CloudEvent>> read(String topic, int count) {
    List<ConsumerRecord<String, CloudEvent>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            new HashMap<>(kafka.clientProperties()),
            new StringDeserializer(),
            new CloudEventDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (records.size() < count) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
