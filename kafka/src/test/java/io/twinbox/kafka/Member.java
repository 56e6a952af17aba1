package io.twinbox.kafka;

import static org.awaitility.Awaitility.await;

import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.SourceException;
import io.twinbox.spi.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** A source with what it told and delivered, polled by the test. */
final class Member implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(50);

  final KafkaSource source;
  final TreeSet<Partition> assigned = new TreeSet<>();
  final List<Partition> revoked = new ArrayList<>();
  final List<Partition> lost = new ArrayList<>();
  final List<InboxRecord> read = new ArrayList<>();
  final Map<Partition, Long> next = new HashMap<>();
  boolean commitOnRevoke;
  SourceException trouble;

  Member(KafkaSource source, String group, String... topics) {
    this.source = source;
    source.open(new Subscription(group, List.of(topics), 500), new Assignments());
  }

  /** Polls once; keeps what came, or what was thrown. */
  List<InboxRecord> poll() {
    try {
      List<InboxRecord> records = source.poll(SHORT);
      trouble = null;
      records.forEach(it -> next.put(it.partition(), it.offset() + 1));
      read.addAll(records);
      return records;
    } catch (SourceException e) {
      trouble = e;
      return List.of();
    }
  }

  /** Polls until the condition holds. */
  void pollUntil(BooleanSupplier condition) {
    pollUntil(condition, List.of(this));
  }

  /** Polls all of them in turn until the condition holds. */
  static void pollUntil(BooleanSupplier condition, List<Member> members) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              members.forEach(Member::poll);
              return condition.getAsBoolean();
            });
  }

  void pollFor(Duration time) {
    long since = System.nanoTime();
    pollUntil(() -> System.nanoTime() - since >= time.toNanos());
  }

  /** Polls until so many records were read in all. */
  List<InboxRecord> readUntil(int count) {
    pollUntil(() -> read.size() >= count);
    return read;
  }

  boolean commitNow() {
    return source.commitNow(next, Duration.ofSeconds(5));
  }

  List<String> texts() {
    return read.stream().map(Member::text).toList();
  }

  static String text(InboxRecord content) {
    return content.value() == null ? "null" : new String(content.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    source.close();
  }

  private final class Assignments implements AssignmentListener {
    @Override
    public void assigned(Collection<Partition> partitions) {
      assigned.addAll(partitions);
    }

    @Override
    public void revoked(Collection<Partition> partitions) {
      if (commitOnRevoke) {
        Map<Partition, Long> handled = new HashMap<>(next);
        handled.keySet().retainAll(partitions);
        source.commitNow(handled, Duration.ofSeconds(5));
      }
      gone(partitions);
      revoked.addAll(partitions);
    }

    @Override
    public void lost(Collection<Partition> partitions) {
      gone(partitions);
      lost.addAll(partitions);
    }

    private void gone(Collection<Partition> partitions) {
      assigned.removeAll(partitions);
      next.keySet().removeAll(partitions);
    }
  }
}
