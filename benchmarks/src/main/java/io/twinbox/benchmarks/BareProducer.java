package io.twinbox.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka producer without anything of ours around it, for the limit and the hand-written loop. It
 * writes the same bytes as the product does: payload, key, and the headers of a CloudEvent.
 *
 * <p>This class is thread-safe.
 */
final class BareProducer implements AutoCloseable {
  // What does not change is made once: the limit must not be slower than it has to be.
  private static final Header TYPE = header("ce_type", LogFill.TYPE);
  private static final Header CONTENT_TYPE = header("content-type", "application/json");
  private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
  private static final Header SOURCE = header("ce_source", "urn:twinbox:outbox");
  private static final Header RELAY = header("twinbox_relay", "bench");
  private static final Header BATCH = header("twinbox_batch", "1234");

  /** What Kafka does unless told otherwise. */
  private static final int KAFKAS_IN_FLIGHT = 5;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param lingerMs how long a batch waits for company, in milliseconds
   */
  BareProducer(String bootstrapServers, int lingerMs) {
    this(bootstrapServers, lingerMs, KAFKAS_IN_FLIGHT);
  }

  /**
   * @param lingerMs how long a batch waits for company, in milliseconds
   * @param inFlight requests on their way to a broker at a time; with more than one, a producer may
   *     stand still for two minutes on a brand-new topic (KAFKA-15591)
   */
  BareProducer(String bootstrapServers, int lingerMs, int inFlight) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMs,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                inFlight,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends asynchronously; blocks while the producer's memory is full. */
  void send(StoredMessage message) {
    String key = Objects.requireNonNull(message.key(), "every message of a benchmark has a key");
    ProducerRecord<byte[], byte[]> content =
        new ProducerRecord<>(
            message.topic(), key.getBytes(StandardCharsets.UTF_8), message.payload());
    headers(message).forEach(content.headers()::add);
    var unused =
        producer.send(
            content,
            (metadata, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }

  /** Sends a message that was never stored. */
  void send(Sample sample, String topic) {
    send(
        new StoredMessage(
            sample.no(),
            sample.id(),
            topic,
            sample.key(),
            LogFill.TYPE,
            "application/json",
            sample.payload(),
            "{}",
            OffsetDateTime.now(ZoneOffset.UTC)));
  }

  /** Returns when everything sent is acknowledged. */
  void flush() {
    producer.flush();
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("Kafka refused a record", error);
    }
  }

  private static List<Header> headers(StoredMessage message) {
    return List.of(
        header("ce_id", message.id().toString()),
        TYPE,
        SPEC_VERSION,
        SOURCE,
        header("ce_time", message.occurredAt().toString()),
        CONTENT_TYPE,
        RELAY,
        BATCH,
        header("twinbox_seq", Long.toString(message.seq())));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close();
  }
}
