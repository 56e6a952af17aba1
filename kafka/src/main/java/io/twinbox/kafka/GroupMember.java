package io.twinbox.kafka;

import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka consumer, replaced by a new one when it does not recover. For one thread, but for {@link
 * #wake}.
 *
 * <p>The consumer is made by the first poll: a broker whose name cannot be resolved yet is a source
 * that is down, not a reason to fail at start.
 */
final class GroupMember {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

  private final Map<String, Object> properties;
  private final List<String> topics;
  private final AssignmentListener listener;
  private final SourceWatch watch;
  private final RecordReader reader;
  private final Commits commits = new Commits();
  private final PollFailures failures = new PollFailures(System::nanoTime);
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private boolean paused;
  private @Nullable ConsumerGroupMetadata outside;
  private @Nullable SourceException fenced;

  GroupMember(
      Map<String, Object> properties,
      List<String> topics,
      AssignmentListener listener,
      SourceWatch watch,
      RecordReader reader) {
    this.properties = Map.copyOf(properties);
    this.topics = topics;
    this.listener = listener;
    this.watch = watch;
    this.reader = reader;
  }

  List<InboxRecord> poll(Duration longest) {
    if (fenced != null) {
      throw fenced;
    }
    Duration wait = woken.getAndSet(false) ? Duration.ZERO : longest;
    ConsumerRecords<byte[], byte[]> polled = ConsumerRecords.empty();
    try {
      polled = consumer().poll(wait);
    } catch (WakeupException e) {
      woken.set(false);
    } catch (KafkaException | IllegalArgumentException e) {
      // The latter for a pair of settings that Kafka does not take.
      throw failed(e);
    }
    if (!polled.isEmpty()) {
      return read(polled);
    }
    noticeJoin();
    SourceException failure = failures.standing(watch.isJoined());
    if (failure != null) {
      replaceIfHopeless();
      throw failure;
    }
    watch.look();
    watch.requireHealthy();
    return List.of();
  }

  private List<InboxRecord> read(ConsumerRecords<byte[], byte[]> polled) {
    try {
      failures.end();
      watch.read();
      return reader.read(polled, Instant.now());
    } catch (Throwable e) {
      // The consumer has passed over these records.
      replace();
      throw e;
    }
  }

  /** A new consumer begins where we committed. */
  void rewind() {
    replace();
  }

  private Consumer<byte[], byte[]> consumer() {
    Consumer<byte[], byte[]> current = consumer;
    if (current == null) {
      current = new KafkaConsumer<>(properties);
      current.subscribe(topics, new Rebalances(current));
      leave(current);
      consumer = current;
    }
    return current;
  }

  private void leave(Consumer<?, ?> current) {
    outside = current.groupMetadata();
    watch.left();
  }

  /** A member to whom no partition falls may be told nothing at all. */
  private void noticeJoin() {
    Consumer<?, ?> current = consumer;
    if (current != null && !watch.isJoined() && !current.groupMetadata().equals(outside)) {
      watch.joined();
    }
  }

  private SourceException failed(RuntimeException e) {
    SourceException told = watch.failure(e);
    Consumer<?, ?> current = consumer;
    if (e instanceof FencedInstanceIdException) {
      // To join again would put the other out, who would put us out in turn.
      fenced = told;
      replace();
      return told;
    }
    if (e instanceof GroupAuthorizationException && current != null) {
      leave(current);
    }
    failures.add(told, e);
    replaceIfHopeless();
    return told;
  }

  private void replaceIfHopeless() {
    if (consumer != null && failures.hopeless()) {
      LOG.warn("Kafka consumer replaced, its polls fail topics:{}", topics);
      replace();
    }
  }

  private void replace() {
    close(Duration.ZERO);
  }

  void pause() {
    paused = true;
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.pause(current.assignment());
    }
  }

  void resume() {
    paused = false;
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.resume(current.paused());
    }
  }

  void commit(Map<Partition, Long> next) {
    Consumer<byte[], byte[]> current = consumer;
    Map<TopicPartition, OffsetAndMetadata> ours = ours(current, next);
    if (current != null && !ours.isEmpty()) {
      commits.later(current, ours);
    }
  }

  boolean commitNow(Map<Partition, Long> next, Duration longest) {
    Consumer<byte[], byte[]> current = consumer;
    Map<TopicPartition, OffsetAndMetadata> ours = ours(current, next);
    boolean committed =
        current == null || ours.isEmpty() || commits.now(current, ours, longest, woken);
    return committed && ours.size() == next.size();
  }

  private static Map<TopicPartition, OffsetAndMetadata> ours(
      @Nullable Consumer<byte[], byte[]> current, Map<Partition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> ours = new HashMap<>();
    Set<TopicPartition> assigned = current == null ? Set.of() : current.assignment();
    next.forEach(
        (partition, offset) -> {
          TopicPartition of = new TopicPartition(partition.topic(), partition.number());
          if (assigned.contains(of)) {
            ours.put(of, new OffsetAndMetadata(offset));
          }
        });
    return ours;
  }

  /** Thread-safe. */
  void wake() {
    woken.set(true);
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
  }

  void close() {
    close(CLOSE_PATIENCE);
  }

  private void close(Duration patience) {
    Consumer<byte[], byte[]> current = consumer;
    if (current == null) {
      return;
    }
    // An interrupt must not cut the farewell short: the group would wait for us.
    boolean interrupted = Thread.interrupted();
    try {
      current.close(CloseOptions.timeout(patience));
    } catch (KafkaException e) {
      LOG.debug("Kafka consumer not closed in order cause:{}", e.toString());
    } finally {
      consumer = null;
      if (interrupted || Thread.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Collection<Partition> ours(Collection<TopicPartition> partitions) {
    return partitions.stream().map(it -> new Partition(it.topic(), it.partition())).toList();
  }

  /** Tells the inbox, inside poll and close. */
  private final class Rebalances implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> of;

    Rebalances(Consumer<byte[], byte[]> of) {
      this.of = of;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      watch.joined();
      if (paused) {
        of.pause(partitions);
      }
      if (!partitions.isEmpty()) {
        listener.assigned(ours(partitions));
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        listener.revoked(ours(partitions));
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      leave(of);
      if (!partitions.isEmpty()) {
        listener.lost(ours(partitions));
      }
    }
  }
}
