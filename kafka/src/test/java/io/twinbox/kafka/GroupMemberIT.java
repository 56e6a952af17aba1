package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong after Kafka's consumer has passed over its records. */
class GroupMemberIT {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int RECORDS = 100;
  private static final int PER_POLL = 10;

  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final AtomicReference<Throwable> fault = new AtomicReference<>();

  /** The watch asks for the time when records came. */
  private long clock() {
    Throwable now = fault.getAndSet(null);
    if (now instanceof Error error) {
      throw error;
    }
    if (now instanceof RuntimeException exception) {
      throw exception;
    }
    return System.nanoTime();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KafkaException", "IllegalArgumentException", "AssertionError"})
  void recordsThatWerePolledAndNotDeliveredComeAgain(String kind) {
    String topic = "member-" + kind;
    kafka.createTopic(topic, 1, Map.of());
    try (TopicWriter writer = new TopicWriter(kafka)) {
      writer.writeNumbers(topic, 1, 0, RECORDS);
    }
    ConsumerSettings settings = ConsumerSettings.of(kafka.clientProperties());
    Subscription subscription = new Subscription(topic, List.of(topic), PER_POLL);
    try (Cluster cluster = new Cluster(settings.admin())) {
      SourceWatch watch = new SourceWatch(cluster, List.of(topic), topic, this::clock);
      GroupMember member =
          new GroupMember(
              settings.consumer(subscription),
              List.of(topic),
              new Nobody(),
              watch,
              new RecordReader(IdentityRule.DEFAULT));
      try {
        List<Long> offsets = new ArrayList<>();
        pollUntil(member, offsets, PER_POLL);
        // The rest of the fetch is there already: the next poll gives records.
        fault.set(faultOf(kind));
        assertThatThrownBy(() -> member.poll(SHORT)).hasStackTraceContaining("as the test asked");
        pollUntil(member, offsets, PER_POLL + RECORDS);
        assertThat(offsets.subList(PER_POLL, offsets.size()))
            .as("nothing is committed: from the first on, without a gap")
            .containsExactlyElementsOf(LongStream.range(0, RECORDS).boxed().toList());
      } finally {
        member.close();
      }
    }
  }

  private static Throwable faultOf(String kind) {
    String message = "as the test asked";
    return switch (kind) {
      case "KafkaException" -> new KafkaException(message);
      case "IllegalArgumentException" -> new IllegalArgumentException(message);
      default -> new AssertionError(message);
    };
  }

  private static void pollUntil(GroupMember member, List<Long> offsets, int count) {
    await()
        .atMost(Member.LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              member.poll(SHORT).forEach(content -> offsets.add(content.offset()));
              return offsets.size() >= count;
            });
  }

  private static final class Nobody implements AssignmentListener {
    @Override
    public void assigned(Collection<Partition> partitions) {}

    @Override
    public void revoked(Collection<Partition> partitions) {}

    @Override
    public void lost(Collection<Partition> partitions) {}
  }
}
