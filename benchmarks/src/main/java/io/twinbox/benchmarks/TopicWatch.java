package io.twinbox.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks Kafka how many records a topic holds that a consumer could read. The same watch times every
 * contender. Not thread-safe.
 */
final class TopicWatch implements AutoCloseable {
  private static final long FAR_NANOS = 25_000_000;
  private static final long NEAR_NANOS = 4_000_000;
  private static final double NEAR = 0.95;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  TopicWatch(String bootstrapServers, String topic) {
    consumer = TopicContent.consumer(bootstrapServers);
    partitions = TopicContent.partitions(consumer, topic);
    consumer.assign(partitions); // never polled: nothing is fetched
    count(); // opens the connections, before anybody's time runs
  }

  /** Records visible now. */
  long count() {
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns once the topic holds that many records.
   *
   * @param progress told how many there are
   * @return {@link System#nanoTime} when they were seen
   * @throws IllegalStateException if nothing moves for a minute
   */
  long awaitCount(long wanted, LongConsumer progress) {
    long seen = 0;
    long moved = System.nanoTime();
    while (true) {
      long count = count();
      long now = System.nanoTime();
      progress.accept(count);
      if (count >= wanted) {
        return now;
      }
      if (count > seen) {
        seen = count;
        moved = now;
      } else if (now - moved > PATIENCE.toNanos()) {
        throw new IllegalStateException("stands still at " + count + " of " + wanted + " records");
      }
      LockSupport.parkNanos(this, count > wanted * NEAR ? NEAR_NANOS : FAR_NANOS);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
