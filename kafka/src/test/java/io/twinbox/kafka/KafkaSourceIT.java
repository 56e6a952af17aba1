package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an inbox gets from a healthy broker. */
class KafkaSourceIT {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSourceIT.class);

  /** A poll that is not woken takes this long: more than any machine needs to wake it. */
  private static final Duration NEVER_ENDING = Duration.ofSeconds(90);

  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final TopicWriter writer = new TopicWriter(kafka);
  private final List<Member> members = new ArrayList<>();

  @AfterEach
  void close() {
    members.forEach(Member::close);
    writer.close();
  }

  private Member member(Map<String, ?> properties, String group, String... topics) {
    Member member =
        new Member(
            KafkaSource.builder()
                .properties(kafka.clientProperties())
                .properties(properties)
                .build(),
            group,
            topics);
    members.add(member);
    return member;
  }

  private Member member(String group, String... topics) {
    return member(Map.of(), group, topics);
  }

  @Test
  void everythingIsReadFromTheFirstRecordAndInTheOrderOfEachPartition() {
    kafka.createTopic("source-all", 3, Map.of());
    writer.writeNumbers("source-all", 3, 0, 3_000);
    Member member = member("all", "source-all");
    member.readUntil(3_000);

    assertThat(member.assigned).hasSize(3);
    Map<Partition, List<Long>> offsets = new HashMap<>();
    for (InboxRecord content : member.read) {
      offsets.computeIfAbsent(content.partition(), it -> new ArrayList<>()).add(content.offset());
    }
    assertThat(offsets.values()).allSatisfy(of -> assertThat(of).hasSize(1_000).isSorted());
  }

  @Test
  void whatTwinboxPublishesIsKnownByItsOwnId() {
    kafka.createTopic("source-own", 1, Map.of());
    Entries entries = new Entries();
    UUID id = UUID.fromString("0194bb3a-7c00-7abc-8def-0123456789ab");
    try (KafkaPublisher publisher =
        KafkaPublisher.builder().properties(kafka.clientProperties()).build()) {
      assertThat(
              Handed.to(publisher, List.of(entries.entry(id, "source-own", "k")))
                  .await()
                  .published())
          .isEqualTo(1);
    }
    InboxRecord content = member("own", "source-own").readUntil(1).get(0);
    assertThat(content.id().uuid()).isEqualTo(id);
    assertThat(content.type()).isEqualTo("OrderPlaced");
    assertThat(content.contentType()).isEqualTo("application/json");
    assertThat(content.occurredAt()).isEqualTo(Instant.parse("2025-01-31T10:15:30.123456Z"));
    assertThat(content.key()).isEqualTo(TopicWriter.bytes("k"));
    assertThat(content.flaw()).isNull();
  }

  @Test
  void nothingIsTooOddToBeDelivered() {
    kafka.createTopic("source-odd", 1, Map.of("max.message.bytes", "3000000"));
    byte[] large = Entries.noise(1_000_000);
    List<Header> headers =
        List.of(
            new EncodedHeader("x", TopicWriter.bytes("1")),
            new EncodedHeader("", null),
            new EncodedHeader("x", TopicWriter.bytes("2")),
            new EncodedHeader("large", large));
    Instant before = Instant.now().minusSeconds(1);
    try (TopicWriter wide = new TopicWriter(kafka, "max.request.size", "3000000")) {
      wide.write("source-odd", 0, null, null, headers);
      wide.write("source-odd", 0, null, new byte[0], List.of());
    }
    List<InboxRecord> read = member("odd", "source-odd").readUntil(2);
    InboxRecord odd = read.get(0);
    assertThat(odd.key()).isNull();
    assertThat(odd.value()).isNull();
    assertThat(odd.headers()).extracting(RecordHeader::name).containsExactly("x", "", "x", "large");
    assertThat(odd.headers().get(1).value()).isNull();
    assertThat(odd.headers().get(3).value()).isEqualTo(large);
    assertThat(odd.id().text()).isEqualTo("source-odd-0@0");
    assertThat(odd.timestamp()).isAfter(before);
    assertThat(odd.type()).isNull();
    assertThat(read.get(1).value()).isEmpty();
  }

  @Test
  void recordsOfAbortedTransactionsAreNotDelivered() {
    kafka.createTopic("source-tx", 1, Map.of());
    try (TopicWriter transactional = new TopicWriter(kafka, "transactional.id", "source-tx")) {
      transactional.producer().initTransactions();
      for (String value : List.of("a", "aborted", "b", "aborted", "c")) {
        transactional.producer().beginTransaction();
        transactional.write("source-tx", 0, "k", TopicWriter.bytes(value), List.of());
        if ("aborted".equals(value)) {
          transactional.producer().flush();
          transactional.producer().abortTransaction();
        } else {
          transactional.producer().commitTransaction();
        }
      }
    }
    Member member = member("tx", "source-tx");
    member.readUntil(3);
    assertThat(member.texts()).containsExactly("a", "b", "c");
  }

  @Test
  void aRestartGoesOnAtTheCommittedOffsets() {
    kafka.createTopic("source-restart", 2, Map.of());
    writer.writeNumbers("source-restart", 2, 0, 100);
    try (Member first = member("restart", "source-restart")) {
      first.readUntil(100);
      assertThat(first.commitNow()).isTrue();
      writer.writeNumbers("source-restart", 2, 100, 110);
      first.readUntil(110);
    }
    try (Member second = member("restart", "source-restart")) {
      second.readUntil(10);
      assertThat(second.texts())
          .as("what was not committed comes again")
          .containsExactlyInAnyOrder(
              "100", "101", "102", "103", "104", "105", "106", "107", "108", "109");
      second.source.commit(second.next);
    }
    writer.writeNumbers("source-restart", 2, 110, 112);
    Member third = member("restart", "source-restart");
    third.readUntil(2);
    assertThat(third.texts())
        .as("a commit without waiting is sent before the source closes")
        .containsExactlyInAnyOrder("110", "111");
  }

  @Test
  void aRewindGoesBackToTheCommittedOffsets() {
    kafka.createTopic("source-rewound", 2, Map.of());
    writer.writeNumbers("source-rewound", 2, 0, 100);
    Member member = member("rewound", "source-rewound");
    member.readUntil(100);
    assertThat(member.commitNow()).isTrue();
    writer.writeNumbers("source-rewound", 2, 100, 110);
    member.readUntil(110);
    member.source.rewind();
    assertThat(member.assigned).as("told that they are gone").isEmpty();

    member.readUntil(120);
    assertThat(member.texts().subList(110, 120))
        .containsExactlyInAnyOrderElementsOf(member.texts().subList(100, 110));
    assertThat(member.commitNow()).isTrue();
  }

  @Test
  void aPauseKeepsTheMembershipAndDeliversNothing() {
    kafka.createTopic("source-paused", 2, Map.of());
    writer.writeNumbers("source-paused", 2, 0, 10);
    Member member =
        member(
            Map.of("max.poll.interval.ms", 6_000, "session.timeout.ms", 6_000),
            "paused",
            "source-paused");
    member.source.pause();
    member.pollUntil(() -> member.assigned.size() == 2);
    member.pollFor(Duration.ofSeconds(8));
    assertThat(member.read).as("partitions assigned during the pause are paused too").isEmpty();
    assertThat(member.revoked).isEmpty();
    assertThat(member.lost).isEmpty();

    member.source.resume();
    member.readUntil(10);
    assertThat(member.commitNow()).as("still a member").isTrue();
  }

  @Test
  void aWakeUpEndsThePollInWhichItComes() {
    kafka.createTopic("source-woken", 1, Map.of());
    Member member = member("woken", "source-woken");
    member.pollUntil(() -> !member.assigned.isEmpty());
    long since = System.nanoTime();
    CompletableFuture<Void> waking = CompletableFuture.runAsync(member.source::wake);
    assertThat(member.source.poll(NEVER_ENDING)).isEmpty();
    waking.join();
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(NEVER_ENDING);
  }

  @Test
  void aWakeUpDoesNotDisturbACommit() {
    kafka.createTopic("source-commit", 1, Map.of());
    writer.writeNumbers("source-commit", 1, 0, 5);
    Member member = member("commit", "source-commit");
    member.readUntil(5);
    member.source.wake();
    assertThat(member.commitNow()).isTrue();
    long since = System.nanoTime();
    assertThat(member.source.poll(NEVER_ENDING)).as("the wake-up is not lost").isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(NEVER_ENDING);
  }

  @Test
  void aMissingTopicIsToldAndReadOnceItIsThere() {
    Member member = member("missing", "source-missing");
    member.pollUntil(() -> member.trouble != null);
    assertThat(member.trouble).hasMessage("topic source-missing does not exist");
    kafka.createTopic("source-missing", 2, Map.of());
    writer.writeNumbers("source-missing", 2, 0, 10);
    member.readUntil(10);
    member.pollUntil(() -> member.trouble == null);
  }

  @Test
  void aMissingTopicDoesNotKeepTheOthersFromBeingRead() {
    kafka.createTopic("source-there", 1, Map.of());
    writer.writeNumbers("source-there", 1, 0, 10);
    Member member = member("partly", "source-there", "source-not-there");
    member.readUntil(10);
    member.pollFor(SourceWatch.INTERVAL.plusSeconds(1));
    assertThat(member.trouble).as("a remark in the log, no more").isNull();
    assertThat(member.source.promises()).contains("topic source-not-there does not exist");
  }

  @Test
  void promisesSayWhatIsKeptAndForHowLong() {
    kafka.createTopic("source-promised", 3, Map.of("retention.ms", "604800000"));
    kafka.createTopic("source-compacted", 1, Map.of("cleanup.policy", "compact"));
    Member member =
        member(
            Map.of("auto.offset.reset", "latest", "group.instance.id", "node-1"),
            "promised",
            "source-promised",
            "source-compacted");
    assertThat(member.source.promises())
        .contains(
            "auto.offset.reset latest: a partition without a committed offset is not read from its"
                + " first record: RECORDS ARE SKIPPED",
            "group.instance.id node-1: no other member may have it",
            "topic source-promised: 3 partitions, records are kept for 7 days: a consumer that is"
                + " later than that never sees them",
            "topic source-compacted: 1 partitions, compacted: a consumer that is late finds only"
                + " the last record of a key")
        .anyMatch(line -> line.contains("without members are kept for 7 days"))
        .anyMatch(line -> line.contains("group promised, read_committed"));
  }

  @Test
  void pollsAreFast() {
    kafka.createTopic("source-fast", 4, Map.of());
    int count = 100_000;
    byte[] value = new byte[500];
    List<Header> headers = new ArrayList<>();
    UUID id = UUID.fromString("0194bb3a-7c00-7abc-8def-0123456789ab");
    headers.add(new EncodedHeader("ce_id", Ascii.uuid(id)));
    headers.add(EncodedHeader.of("ce_source", "urn:twinbox:outbox"));
    headers.add(EncodedHeader.of("ce_type", "OrderPlaced"));
    headers.add(EncodedHeader.of("ce_time", "2025-01-31T10:15:30.123456Z"));
    try (TopicWriter packed = new TopicWriter(kafka, "compression.type", "lz4")) {
      for (int i = 0; i < count; i++) {
        packed.write("source-fast", i % 4, "key-" + i % 1_000, value, headers);
      }
    }
    Member member = member("fast", "source-fast");
    member.readUntil(1);
    long since = System.nanoTime();
    int read = member.read.size();
    while (read < count) {
      read += member.source.poll(Duration.ofSeconds(1)).size();
    }
    double seconds = (System.nanoTime() - since) / 1e9;
    LOG.info("Polled records:{} per_second:{}", count, Math.round(count / seconds));
    assertThat(read).isEqualTo(count);
  }
}
