package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult.Published;
import io.twinbox.spi.PublishResult.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that is deleted while in use: the producer alone would wait for it for ever. */
class TopicDeletionIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final Entries entries = new Entries();
  private final KafkaPublisher publisher =
      KafkaPublisher.builder().properties(kafka.clientProperties()).build();

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void itsEntriesAreAnsweredRetryAndAllOthersFlowWithoutDuplicates() {
    kafka.createTopic("stays", 2, Map.of());
    kafka.createTopic("goes", 2, Map.of());
    assertThat(Handed.to(publisher, mixed(20)).await().published()).isEqualTo(20);

    kafka.deleteTopic("goes");
    List<Handed> handed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      handed.add(Handed.to(publisher, mixed(100)));
    }
    for (Handed batch : handed) {
      batch.await();
      assertThat(batch.lostCause()).isNull();
      assertThat(batch.topics(Published.class)).hasSize(50).containsOnly("stays");
      assertThat(batch.topics(Retry.class)).hasSize(50).containsOnly("goes");
    }
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "stays").values())
        .allSatisfy(ofKey -> assertThat(ofKey).isSorted().doesNotHaveDuplicates());

    kafka.createTopic("goes", 2, Map.of());
    Entry again = entries.entry("goes", "key-0");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(Handed.to(publisher, List.of(again)).await().result(0))
                    .isInstanceOf(Published.class));
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "goes"))
        .as("nothing of before is written late")
        .containsOnlyKeys("key-0")
        .containsEntry("key-0", List.of(again.seq()));
  }

  private List<Entry> mixed(int size) {
    List<Entry> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(entries.entry(i % 2 == 0 ? "stays" : "goes", "key-" + i % 10));
    }
    return batch;
  }
}
