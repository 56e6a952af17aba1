package io.twinbox.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An independent consumer that notes when each message became visible, beside what the load notes
 * about its beginning. Load and probe share a process and so a clock.
 *
 * <p>Thread-safe.
 */
final class VisibilityProbe implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long MICROS = 1_000;
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final AtomicLongArray began;
  private final AtomicLongArray visible;
  private final CountDownLatch missing;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  /**
   * Begins to read the topic from its beginning.
   *
   * @param messages how many will come, numbered from 0
   */
  VisibilityProbe(String bootstrapServers, String topic, int messages) {
    began = new AtomicLongArray(messages);
    visible = new AtomicLongArray(messages);
    missing = new CountDownLatch(messages);
    consumer = TopicContent.consumer(bootstrapServers);
    List<TopicPartition> partitions = TopicContent.partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = new Thread(this::run, "visibility-probe");
    thread.setDaemon(true);
    thread.start();
  }

  /** Notes that the message's time runs from {@code nanos} ({@link System#nanoTime}) on. */
  void began(long no, long nanos) {
    began.set((int) no, nanos);
  }

  private void run() {
    try (consumer) {
      while (!closed && missing.getCount() > 0) {
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        records.forEach(record -> see(Samples.noOf(record.value()), now));
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void see(long no, long now) {
    if (visible.compareAndSet((int) no, 0, now)) {
      missing.countDown();
    }
  }

  /**
   * Returns when all messages have been visible.
   *
   * @throws IllegalStateException if they are not within the time
   */
  void awaitAll(Duration patience) throws InterruptedException {
    boolean all = missing.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the probe has failed", cause);
    }
    if (!all) {
      throw new IllegalStateException(missing.getCount() + " messages did not become visible");
    }
  }

  /**
   * Microseconds from begin to visible, of the messages from {@code first} on. A message that is
   * visible before the load's thread learns of its own commit counts as 0.
   */
  Histogram micros(int first) {
    Histogram histogram = new Histogram(HIGHEST_MICROS, 3);
    for (int i = first; i < began.length(); i++) {
      long nanos = Math.max(0, visible.get(i) - began.get(i));
      histogram.recordValue(Math.min(HIGHEST_MICROS, nanos / MICROS));
    }
    return histogram;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
