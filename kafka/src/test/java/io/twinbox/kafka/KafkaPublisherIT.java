package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.Entry;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.PublishResult.Published;
import io.twinbox.spi.PublishResult.Reject;
import io.twinbox.spi.PublishResult.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a relay sees of a healthy broker, and of topics and entries a broker would refuse. */
class KafkaPublisherIT {
  private static final Duration SOON = Duration.ofSeconds(60);

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
  void aBatchLargerThanTheBufferIsHandedOverInPieces() {
    kafka.createTopic("pieces", 4, Map.of());
    try (KafkaPublisher tight =
        KafkaPublisher.builder()
            .properties(kafka.clientProperties())
            .property("buffer.memory", 300_000)
            .property("batch.size", 16_384)
            .build()) {
      List<Entry> large = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        large.add(entries.entry("pieces", "key-" + i % 10, 20_000));
      }
      Handed handed = Handed.to(tight, large);
      assertThat(handed.await().published()).isEqualTo(200);
      assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "pieces").values())
          .allSatisfy(ofKey -> assertThat(ofKey).hasSize(20).isSorted());
    }
  }

  @Test
  void aLoneEntryDoesNotLinger() {
    kafka.createTopic("lone", 1, Map.of());
    try (KafkaPublisher patient =
        KafkaPublisher.builder()
            .properties(kafka.clientProperties())
            .property("linger.ms", 600_000)
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(Handed.to(patient, List.of(entries.entry("lone", "a"))).await().published())
            .isEqualTo(1);
      }
    }
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

    assertThat(mixed.result(1)).as("answered before publish returns").isInstanceOf(Retry.class);
    assertThat(((Retry) mixed.result(1)).reason()).contains("absent does not exist");
    mixed.await();
    assertThat(mixed.topics(Published.class)).containsExactly("present", "present");
    assertThat(mixed.topics(Retry.class)).containsExactly("absent", "absent");

    kafka.createTopic("absent", 1, Map.of());
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(publishOne("absent")).isInstanceOf(Published.class));
  }

  private PublishResult publishOne(String topic) {
    return Handed.to(publisher, List.of(entries.entry(topic, "a"))).await().result(0);
  }

  @Test
  void anIllegalTopicNameIsRejected() {
    Handed handed = Handed.to(publisher, List.of(entries.entry("no/topic", "a")));
    assertThat(handed.result(0)).isInstanceOf(Reject.class);
    assertThat(((Reject) handed.result(0)).errorClass()).isEqualTo("InvalidTopic");
  }

  @Test
  void anOversizeEntryIsRejectedAloneAndTheOrderIsKept() {
    kafka.createTopic("limited", 1, Map.of("max.message.bytes", "2000"));
    List<Entry> batch =
        List.of(
            entries.entry("limited", "a"),
            entries.entry("limited", "a", 5_000),
            entries.entry("limited", "a"),
            entries.entry("limited", "b"));
    Handed handed = Handed.to(publisher, batch);

    assertThat(((Reject) handed.result(1)).reason())
        .matches(
            "record of 5\\d\\d\\d bytes is larger than max.message.bytes of topic limited, 2000 bytes");
    handed.await();
    assertThat(handed.published()).isEqualTo(3);
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "limited"))
        .containsEntry("a", List.of(batch.get(0).seq(), batch.get(2).seq()));
  }

  @Test
  void aRejectionThatStopsItsLaneHoldsTheLaterEntriesBack() {
    kafka.createTopic("blocking", 1, Map.of("max.message.bytes", "2000"));
    Handed handed =
        Handed.to(
            publisher,
            List.of(
                entries.entry("blocking", "a", 5_000),
                entries.entry("blocking", "a"),
                entries.entry("blocking", "b")),
            true);
    handed.await();
    assertThat(handed.result(0)).isInstanceOf(Reject.class);
    assertThat(handed.result(1)).isInstanceOf(Retry.class);
    assertThat(handed.result(2)).isInstanceOf(Published.class);
  }

  @Test
  void theSizeAtTheLimitPassesAndOneByteMoreIsRejected() {
    kafka.createTopic("exact", 1, Map.of("max.message.bytes", "3000"));
    try (KafkaPublisher plain =
        KafkaPublisher.builder()
            .properties(kafka.clientProperties())
            .property("compression.type", "none")
            .build()) {
      Entry probe = entries.entry("exact", "a", 2_500);
      long overhead =
          RecordSize.of(
                  new EntryEncoder(HeaderStyle.CLOUDEVENTS, KafkaPublisher.DEFAULT_SOURCE)
                      .encode(Entries.BATCH, probe))
              - 2_500;
      int fits = (int) (3_000 - overhead);
      Handed handed =
          Handed.to(
              plain,
              List.of(entries.entry("exact", "a", fits), entries.entry("exact", "a", fits + 1)));
      handed.await();
      assertThat(handed.result(0)).as("the broker takes it").isInstanceOf(Published.class);
      assertThat(handed.result(1)).isInstanceOf(Reject.class);
    }
  }

  @Test
  void aCompactedTopicTakesTombstonesAndRejectsEntriesWithoutKey() {
    kafka.createTopic("compacted", 1, Map.of("cleanup.policy", "compact"));
    Handed handed =
        Handed.to(
            publisher,
            List.of(
                entries.entry("compacted", null), entries.entry("compacted", "a", (byte[]) null)));
    handed.await();
    assertThat(handed.result(0)).isInstanceOf(Reject.class);
    assertThat(handed.result(1)).isInstanceOf(Published.class);
    assertThat(TopicReader.read(kafka.clientProperties(), "compacted"))
        .singleElement()
        .satisfies(tombstone -> assertThat(tombstone.value()).isNull());
  }

  @Test
  void resetInTheMiddleKeepsTheOrderOfFirstOccurrences() {
    kafka.createTopic("reset", 4, Map.of());
    List<List<Entry>> batches = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      batches.add(entries.batch("reset", 500, 20));
    }
    for (int from = 0; from < batches.size(); from += 3) {
      List<Handed> given =
          batches.subList(from, from + 3).stream()
              .map(batch -> Handed.to(publisher, batch))
              .toList();
      publisher.reset();
      List<Long> open = given.stream().map(Handed::open).toList();
      for (List<Entry> batch : batches.subList(from, from + 3)) {
        assertThat(Handed.to(publisher, batch).await().published()).isEqualTo(500);
      }
      assertThat(given.stream().map(Handed::open)).as("no result after reset").isEqualTo(open);
    }
    assertThat(TopicReader.seqsByKey(kafka.clientProperties(), "reset").values())
        .allSatisfy(
            ofKey -> assertThat(TopicReader.firstOccurrences(ofKey)).hasSize(750).isSorted());
  }

  @Test
  void aLoweredLimitIsNoticedAndRejectsAlone() {
    kafka.createTopic("lowered", 1, Map.of());
    assertThat(publishOne("lowered")).isInstanceOf(Published.class);
    kafka.alterTopic("lowered", Map.of("max.message.bytes", "20000"));

    // The publisher still believes the old limit: the broker's answer tells. Random bytes, so that
    // compression does not make them fit.
    byte[] noise = Entries.noise(50_000);
    List<Entry> batch = new ArrayList<>(entries.batch("lowered", 20, 2));
    batch.add(10, entries.entry("lowered", "key-0", noise));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Handed handed = Handed.to(publisher, batch).await();
              assertThat(handed.result(10)).isInstanceOf(Reject.class);
              assertThat(handed.published()).isEqualTo(20);
            });
    Handed next = Handed.to(publisher, List.of(entries.entry("lowered", "key-0", noise)));
    await().atMost(SOON).until(next::ended);
    assertThat(next.result(0)).isInstanceOf(Reject.class);
  }

  @Test
  void aRaisedLimitIsNoticedByTheEntryThatIsTriedAgain() {
    kafka.createTopic("raised", 1, Map.of("max.message.bytes", "2000"));
    Entry large = entries.entry("raised", "a", 5_000);
    assertThat(Handed.to(publisher, List.of(large)).await().result(0)).isInstanceOf(Reject.class);
    kafka.alterTopic("raised", Map.of("max.message.bytes", "20000"));
    await()
        .atMost(TopicCatalog.REFRESH.dividedBy(2))
        .until(() -> Handed.to(publisher, List.of(large)).await().published() == 1);
  }

  @Test
  void addedPartitionsAreUsed() {
    kafka.createTopic("grows", 1, Map.of());
    assertThat(publishOne("grows")).isInstanceOf(Published.class);
    addPartitions("grows", 4);
    try (KafkaPublisher fresh =
        KafkaPublisher.builder()
            .properties(kafka.clientProperties())
            .property("metadata.max.age.ms", 500)
            .build()) {
      assertThat(Handed.to(fresh, entries.batch("grows", 200, 50)).await().published())
          .isEqualTo(200);
    }
    assertThat(TopicReader.read(kafka.clientProperties(), "grows"))
        .extracting(ConsumerRecord::partition)
        .contains(0, 1, 2, 3);
  }

  private void addPartitions(String topic, int total) {
    try (var admin = kafka.admin()) {
      admin
          .createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  @Test
  void promisesNameTheReplicationOfEveryTopicInUse() {
    kafka.createTopic("promised", 3, Map.of());
    assertThat(publishOne("promised")).isInstanceOf(Published.class);
    assertThat(publisher.promises())
        .anyMatch(line -> line.contains("acks=all"))
        .contains(
            "topic promised: 3 partitions, replication factor 1, min.insync.replicas 1: a lost"
                + " broker disk loses acknowledged records");
  }
}
