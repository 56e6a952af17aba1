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

/** Records the broker refuses although everything looked well beforehand. */
class RefusedRecordsIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final Entries entries = new Entries();
  private final KafkaPublisher publisher =
      KafkaPublisher.builder().properties(kafka.clientProperties()).build();

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void aRecordFoundInvalidTakesNoOtherWithIt() {
    kafka.createTopic("turned", 1, Map.of());
    assertThat(Handed.to(publisher, List.of(entries.entry("turned", "a"))).await().published())
        .isEqualTo(1);
    // The publisher believes that entries without a key are still welcome.
    kafka.alterTopic("turned", Map.of("cleanup.policy", "compact"));

    List<Entry> batch = new ArrayList<>(entries.batch("turned", 10, 3));
    batch.add(entries.entry("turned", null));
    batch.addAll(entries.batch("turned", 10, 3));
    batch.add(entries.entry("turned", null));
    Handed handed = Handed.to(publisher, batch).await();

    assertThat(handed.lostCause()).isNull();
    assertThat(handed.published()).isEqualTo(20);
    assertThat(handed.result(10)).isInstanceOf(Retry.class);
    assertThat(handed.result(21)).isInstanceOf(Retry.class);
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "turned").values())
        .allSatisfy(ofKey -> assertThat(ofKey).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void aTopicThatFindsEveryTimestampTooOldRejectsNothingForGood() {
    kafka.createTopic("clock", 2, Map.of("message.timestamp.before.max.ms", "0"));
    kafka.createTopic("timeless", 2, Map.of());
    List<Entry> batch = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      batch.add(entries.entry(i % 2 == 0 ? "clock" : "timeless", "key-" + i % 8));
    }
    Handed handed = Handed.to(publisher, batch).await();
    assertThat(handed.lostCause()).isNull();
    assertThat(handed.topics(Published.class)).filteredOn("timeless"::equals).hasSize(20);
    assertThat(handed.topics(Retry.class)).isNotEmpty().containsOnly("clock");
  }
}
