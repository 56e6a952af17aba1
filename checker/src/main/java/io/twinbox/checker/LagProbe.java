package io.twinbox.checker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * An independent consumer that times the way from commit to visible.
 *
 * <p><b>What is measured.</b> The start is {@link System#nanoTime} right after {@code commit()}
 * returned, told by the writer through {@link #committed}. The end is {@code nanoTime} right after
 * the {@code poll} that brought the message's first record. Both clocks are the same one, so
 * writers and probe must share a process. The figure therefore includes the fetch by a real
 * consumer, and leaves out what the writer itself waited for its commit. A message that is visible
 * before the writer's thread learns of its commit counts as 0.
 *
 * <p>About 60 bytes of memory per message. Thread-safe.
 */
public final class LagProbe implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ENDS = Duration.ofSeconds(1);

  private record Goal(CompletableFuture<Void> reached, Map<TopicPartition, Long> ends) {}

  private final LagTimes times = new LagTimes();
  private final Identity identity;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> requests =
      new ConcurrentLinkedQueue<>();
  private final List<Goal> goals = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  private LagProbe(Map<String, Object> kafka, Collection<String> topics, Identity identity) {
    this.identity = identity;
    Map<String, Object> settings = new HashMap<>(kafka);
    // A broker that comes back should be noticed at once, or its outage would look longer.
    settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 20);
    settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 100);
    consumer = TopicReader.consumer(settings, IsolationLevel.READ_COMMITTED);
    partitions = TopicReader.partitions(consumer, topics);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = new Thread(this::run, "lag-probe");
    thread.setDaemon(true);
  }

  /** Starts to read the topics, which must exist, from their beginning (read_committed). */
  public static LagProbe start(
      Map<String, Object> kafka, Collection<String> topics, Identity identity) {
    LagProbe probe = new LagProbe(kafka, topics, identity);
    probe.thread.start();
    return probe;
  }

  /** Reports that a commit returned at {@code nanos} ({@link System#nanoTime}). */
  public void committed(Collection<UUID> ids, long nanos) {
    ids.forEach(id -> times.committed(id, nanos));
  }

  /** Has this message been visible yet? */
  public boolean hasSeen(UUID id) {
    return times.hasSeen(id);
  }

  /** The figures so far. */
  public Lag lag() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the lag probe has failed", cause);
    }
    return times.summary();
  }

  /**
   * Completes with the {@code nanoTime} at which the first message became visible whose commit
   * returned at or after {@code sinceNanos}: "it flows again".
   */
  public CompletableFuture<Long> visibleSince(long sinceNanos) {
    return times.visibleSince(sinceNanos);
  }

  /**
   * Completes when everything that is in the topics now has been read, so that {@link #hasSeen}
   * tells what Kafka holds. Waits as long as Kafka is away.
   */
  public CompletableFuture<Void> caughtUp() {
    CompletableFuture<Void> request = new CompletableFuture<>();
    requests.add(request);
    return request;
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.nanoTime();
        records.forEach(record -> see(record, now));
        answerRequests();
      }
    } catch (WakeupException e) {
      // close() woke us
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void see(ConsumerRecord<byte[], byte[]> record, long now) {
    UUID id = identity.of(record);
    if (id != null) {
      times.seen(id, now);
    }
  }

  private void answerRequests() {
    try {
      while (requests.peek() != null) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ENDS);
        goals.add(new Goal(requests.remove(), ends));
      }
    } catch (RetriableException kafkaIsAway) {
      return; // asked again after the next poll
    }
    for (Iterator<Goal> all = goals.iterator(); all.hasNext(); ) {
      Goal goal = all.next();
      if (goal.ends().entrySet().stream().allMatch(this::reached)) {
        all.remove();
        goal.reached().complete(null);
      }
    }
  }

  private boolean reached(Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) >= end.getValue();
  }

  /** Stops reading; what was measured stays readable. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
