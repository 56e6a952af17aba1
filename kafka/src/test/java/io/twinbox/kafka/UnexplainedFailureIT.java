package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult.Published;
import io.twinbox.spi.PublishResult.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries that fail in ways nobody has thought of: they wait alone, and all others flow. */
class UnexplainedFailureIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final Entries entries = new Entries();
  private final KafkaPublisher publisher =
      KafkaPublisher.builder()
          .properties(kafka.clientProperties())
          .property("partitioner.class", PickyPartitioner.class.getName())
          .build();

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void anEntryThePartitionerThrowsForWaitsAlone() {
    assertWaitsAlone("thrown", PickyPartitioner.BUG, "UnsupportedOperation");
  }

  @Test
  void anEntryThatFailsWithoutAReasonIsFoundAndWaitsAlone() {
    assertWaitsAlone("riddles", PickyPartitioner.RIDDLE, "Kafka");
  }

  private void assertWaitsAlone(String topic, String key, String errorClass) {
    kafka.createTopic(topic, 1, Map.of());
    List<Handed> handed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Entry> batch = new ArrayList<>(entries.batch(topic, 20, 4));
      batch.add(7, entries.entry(topic, key));
      handed.add(Handed.to(publisher, batch));
    }
    for (Handed batch : handed) {
      batch.await();
      assertThat(batch.lostCause()).isNull();
      assertThat(batch.topics(Published.class)).hasSize(20);
      assertThat(batch.result(7)).isInstanceOf(Retry.class);
    }
    assertThat(((Retry) handed.get(0).result(7)).errorClass()).isEqualTo(errorClass);
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), topic).values())
        .hasSize(4)
        .allSatisfy(
            ofKey -> assertThat(TopicReader.firstOccurrences(ofKey)).isSorted().hasSize(15));
    assertThat(Handed.to(publisher, List.of(entries.entry(topic, "other"))).await().published())
        .isEqualTo(1);
  }
}
