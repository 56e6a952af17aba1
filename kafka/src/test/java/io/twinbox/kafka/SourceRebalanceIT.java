package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that come, go, fall silent, and take each other's place. */
class SourceRebalanceIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final TopicWriter writer = new TopicWriter(kafka);
  private final List<Member> members = new ArrayList<>();

  @AfterEach
  void close() {
    members.forEach(Member::close);
    writer.close();
  }

  private Member member(Map<String, ?> properties, String topic) {
    Member member =
        new Member(
            KafkaSource.builder()
                .properties(kafka.clientProperties())
                .properties(properties)
                .build(),
            "group-of-" + topic,
            topic);
    members.add(member);
    return member;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void whatIsCommittedOnRevocationIsReadByNobodyElse(String protocol) {
    String topic = "rebalanced-" + protocol;
    kafka.createTopic(topic, 4, Map.of());
    Map<String, Object> properties = Map.of("group.protocol", protocol);
    Member first = member(properties, topic);
    first.commitOnRevoke = true;
    first.pollUntil(() -> first.assigned.size() == 4);
    writer.writeNumbers(topic, 4, 0, 1_000);
    first.readUntil(1_000);

    Member second = member(properties, topic);
    second.commitOnRevoke = true;
    Member.pollUntil(
        () -> first.assigned.size() == 2 && second.assigned.size() == 2, List.of(first, second));
    if (protocol.equals("classic")) {
      assertThat(first.revoked).as("partitions move one by one").hasSize(2);
    }
    writer.writeNumbers(topic, 4, 1_000, 2_000);
    Member.pollUntil(() -> first.read.size() + second.read.size() >= 2_000, List.of(first, second));
    assertThat(second.read).hasSize(500);

    second.close();
    first.pollUntil(() -> first.assigned.size() == 4);
    writer.writeNumbers(topic, 4, 2_000, 3_000);
    first.pollUntil(() -> first.read.size() + second.read.size() >= 3_000);
    assertOnceEachAndInOrder(3_000, first, second);
    assertThat(first.lost).isEmpty();
  }

  private static void assertOnceEachAndInOrder(int count, Member... members) {
    List<String> texts = new ArrayList<>();
    for (Member member : members) {
      texts.addAll(member.texts());
      Map<Partition, List<Long>> offsets = new HashMap<>();
      for (InboxRecord content : member.read) {
        offsets.computeIfAbsent(content.partition(), it -> new ArrayList<>()).add(content.offset());
      }
      assertThat(offsets.values()).allSatisfy(of -> assertThat(of).isSorted());
    }
    assertThat(texts).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void aMemberThatFellSilentLosesItsPartitionsAndItsCommitsFailQuietly() {
    kafka.createTopic("silent", 2, Map.of());
    writer.writeNumbers("silent", 2, 0, 100);
    Map<String, Object> properties =
        Map.of("max.poll.interval.ms", 6_000, "session.timeout.ms", 6_000);
    Member silent = member(properties, "silent");
    silent.readUntil(100);
    Map<Partition, Long> handled = Map.copyOf(silent.next);
    assertThat(handled).hasSize(2);

    Member other = member(properties, "silent");
    other.pollUntil(() -> other.assigned.size() == 2);
    other.readUntil(100);
    assertThat(other.commitNow()).isTrue();

    silent.source.commit(handled);
    assertThat(silent.source.commitNow(handled, Duration.ofSeconds(2))).isFalse();
    Member.pollUntil(
        () -> silent.assigned.size() == 1 && other.assigned.size() == 1, List.of(silent, other));
    assertThat(silent.lost).as("told that it was too late").hasSize(2);
    assertThat(silent.source.commitNow(handled, Duration.ofSeconds(2)))
        .as("one of them is somebody else's")
        .isFalse();
    assertThat(silent.trouble).isNull();
  }

  @Test
  void aMemberWithAPermanentNameComesBackWithoutARebalance() {
    kafka.createTopic("permanent", 2, Map.of());
    Member first = member(Map.of("group.instance.id", "a"), "permanent");
    Member second = member(Map.of("group.instance.id", "b"), "permanent");
    Member.pollUntil(
        () -> first.assigned.size() == 1 && second.assigned.size() == 1, List.of(first, second));
    TreeSet<Partition> before = new TreeSet<>(first.assigned);
    int revoked = second.revoked.size();
    first.close();
    Member again = member(Map.of("group.instance.id", "a"), "permanent");
    Member.pollUntil(() -> again.assigned.size() == 1, List.of(second, again));
    assertThat(again.assigned).isEqualTo(before);
    assertThat(second.revoked).hasSize(revoked);
  }

  @Test
  void twoMembersWithOneNameDoNotPutEachOtherOutForEver() {
    kafka.createTopic("twins", 2, Map.of());
    writer.writeNumbers("twins", 2, 0, 10);
    Member first = member(Map.of("group.instance.id", "twin"), "twins");
    first.pollUntil(() -> first.assigned.size() == 2);
    Member second = member(Map.of("group.instance.id", "twin"), "twins");
    Member.pollUntil(
        () -> first.trouble != null && second.assigned.size() == 2, List.of(first, second));
    assertThat(first.trouble).hasMessageContaining("has the same group.instance.id");
    assertThat(first.assigned).as("told that they are gone").isEmpty();
    second.readUntil(10);
    assertThat(second.commitNow()).isTrue();
  }

  @Test
  void aThirdMemberWithoutAPartitionIsWell() {
    kafka.createTopic("crowded", 1, Map.of());
    List<Member> first = new ArrayList<>();
    List<Member> idle = new ArrayList<>();
    for (String protocol : List.of("classic", "consumer")) {
      Map<String, Object> properties =
          Map.of("group.protocol", protocol, "group.id", "crowded-" + protocol);
      Member owner = member(properties, "crowded");
      owner.pollUntil(() -> owner.assigned.size() == 1);
      first.add(owner);
      idle.add(member(properties, "crowded"));
    }
    long since = System.nanoTime();
    Duration longEnough = SourceWatch.JOIN_PATIENCE.plusSeconds(3);
    Member.pollUntil(() -> System.nanoTime() - since > longEnough.toNanos(), members);
    assertThat(idle).allSatisfy(it -> assertThat(it.trouble).isNull());
    assertThat(first).allSatisfy(it -> assertThat(it.trouble).isNull());
  }
}
