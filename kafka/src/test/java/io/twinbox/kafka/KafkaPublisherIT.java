package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a relay sees of a healthy broker, and of topics and entries a broker would refuse. */
class KafkaPublisherIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final Entries entries = new Entries();
  private final KafkaPublisher publisher =
      KafkaPublisher.builder().properties(kafka.clientProperties()).build();

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void keepsTheOrderOfEachKeyAcrossBatchesInFlight() {
    kafka.createTopic("order", 4, Map.of());
    List<Handed> handed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      handed.add(Handed.to(publisher, entries.batch("order", 1_000, 50)));
    }
    handed.forEach(batch -> assertThat(batch.await().published()).isEqualTo(1_000));

    Map<String, List<Long>> seqs = TopicReader.seqsByKey(kafka.clientProperties(), "order");
    assertThat(seqs).hasSize(50);
    assertThat(seqs.values()).allSatisfy(ofKey -> assertThat(ofKey).hasSize(400).isSorted());
  }

  @Test
  void aMissingTopicWaitsAloneAndIsNoticedWhenItIsThere() {
    kafka.createTopic("present", 2, Map.of());
    Handed mixed =
        Handed.to(
            publisher,
            List.of(
                entries.entry("present", "a"),
                entries.entry("absent", "a"),
                entries.entry("present", "b"),
                entries.entry("absent", "a")));

    assertThat(mixed.result(1)).as("answered before publish returns").isNotNull();
    mixed.await();
    assertThat(mixed.answered(PublishResult.Published.class))
        .extracting(Entry::topic)
        .containsExactly("present", "present");
    assertThat(mixed.answered(PublishResult.Retry.class))
        .extracting(Entry::topic)
        .containsExactly("absent", "absent");
    assertThat(((PublishResult.Retry) mixed.result(1)).reason()).contains("absent does not exist");

    kafka.createTopic("absent", 1, Map.of());
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        Handed.to(publisher, List.of(entries.entry("absent", "a")))
                            .await()
                            .published())
                    .isEqualTo(1));
  }
}
