package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  /** One broker for the tests that stop, pause or hinder it: starting one is what takes time. */
  private static final TcpProxy PROXY = TcpProxy.unconnected(1);

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.builder().quickStart().behind(PROXY).user("alice", "secret").start();
  }

  @AfterAll
  static void close() {
    kafka.close();
    PROXY.close();
  }

  @Test
  void recordsOutliveEveryKindOfEnd() throws Exception {
    kafka.createTopic("ends", 1, Map.of());
    int port = kafka.port();
    send(kafka, "ends", "killed");
    kafka.kill();
    assertThat(kafka.isRunning()).isFalse();
    kafka.start();
    send(kafka, "ends", "stopped");
    kafka.restart();
    assertThat(kafka.port()).isEqualTo(port);
    assertThat(read(kafka, "ends", 2)).containsExactly("killed", "stopped");
  }

  @Test
  void aPausedBrokerHangsAndThenGoesOn() throws Exception {
    kafka.createTopic("pauses", 1, Map.of());
    try (KafkaProducer<String, String> producer = producer(kafka.clientProperties())) {
      producer.send(new ProducerRecord<>("pauses", "before")).get();
      kafka.pause();
      Future<RecordMetadata> held = producer.send(new ProducerRecord<>("pauses", "held"));
      assertThatThrownBy(() -> held.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      kafka.resume();
      assertThat(held.get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
    }
  }

  @Test
  void aUserCanBeForbiddenOneTopic() throws Exception {
    kafka.createTopic("open", 1, Map.of());
    kafka.createTopic("closed", 1, Map.of());
    kafka.forbid("alice", "closed");
    try (KafkaProducer<String, String> alice = producer(kafka.clientProperties("alice"))) {
      alice.send(new ProducerRecord<>("open", "hello")).get();
      assertThatThrownBy(() -> alice.send(new ProducerRecord<>("closed", "hello")).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      send(kafka, "closed", "the admin may");
      kafka.permit("alice", "closed");
      alice.send(new ProducerRecord<>("closed", "hello")).get();
    }
    assertThatThrownBy(() -> kafka.clientProperties("bob"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void clientsBehindAProxyStayBehindIt() throws Exception {
    kafka.createTopic("far", 1, Map.of());
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("bootstrap.servers", PROXY.address());
    try (KafkaProducer<String, String> producer = producer(properties)) {
      String payload = "y".repeat(5_000);
      producer.send(new ProducerRecord<>("far", payload)).get();
      assertThat(PROXY.bytes(Direction.TO_SERVER)).isGreaterThan(payload.length());
      PROXY.cutAfter(Direction.TO_CLIENT, 10);
      producer.send(new ProducerRecord<>("far", "second")).get(60, TimeUnit.SECONDS);
      assertThat(PROXY.cutIsPending(Direction.TO_CLIENT)).isFalse();
    }
    assertThat(read(kafka, "far", 2)).last().isEqualTo("second");
  }

  @Test
  void topicsAreCreatedChangedAndDeleted() throws Exception {
    EmbeddedKafka shared = EmbeddedKafka.shared();
    assertThat(EmbeddedKafka.shared()).isSameAs(shared);
    shared.createTopic("small", 3, Map.of("max.message.bytes", "1000"));
    assertThatThrownBy(() -> send(shared, "small", "x".repeat(2_000)))
        .isInstanceOf(ExecutionException.class);
    shared.alterTopic("small", Map.of("max.message.bytes", "10000"));
    send(shared, "small", "x".repeat(2_000));
    shared.deleteTopic("small");
    shared.createTopic("small", 1, Map.of());
    assertThatThrownBy(() -> shared.createTopic("small", 1, Map.of()))
        .isInstanceOf(DevServiceException.class);
    assertThatThrownBy(shared::kill).isInstanceOf(IllegalStateException.class);
    shared.deleteTopic("small");
  }

  @Test
  void aDirectoryOfTheCallersIsKept(@TempDir Path scratch) throws Exception {
    try (EmbeddedKafka first = EmbeddedKafka.builder().quickStart().directory(scratch).start()) {
      first.createTopic("kept", 1, Map.of());
      send(first, "kept", "value");
    }
    try (EmbeddedKafka second = EmbeddedKafka.builder().quickStart().directory(scratch).start()) {
      assertThat(read(second, "kept", 1)).containsExactly("value");
    }
  }

  @Test
  void aWrongPropertyIsToldInTheBrokersOwnWords() {
    EmbeddedKafka.Builder wrong =
        EmbeddedKafka.builder().quickStart().set("num.io.threads", "many");
    assertThatThrownBy(wrong::start)
        .isInstanceOf(DevServiceException.class)
        .hasMessageContaining("num.io.threads");
  }

  private static void send(EmbeddedKafka kafka, String topic, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(kafka.clientProperties())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> connection) {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.put("acks", "all");
    // With more, a producer may stand still for two minutes on a brand-new topic (KAFKA-15591).
    properties.put("max.in.flight.requests.per.connection", 1);
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
