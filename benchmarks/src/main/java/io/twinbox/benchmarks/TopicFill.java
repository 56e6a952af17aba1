package io.twinbox.benchmarks;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Fills a topic with messages as a relay would have published them. */
final class TopicFill {
  private static final int LINGER_MS = 5;
  private static final long STEP = 1_000;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final BenchServers servers;
  private final Progress progress;

  TopicFill(BenchServers servers, Progress progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /** Creates the topic and writes the next samples to it. */
  void fill(String topic, Workload workload, Samples samples, long messages) {
    servers.createTopic(topic, workload.partitions());
    try (BareProducer producer = new BareProducer(servers.bootstrapServers(), LINGER_MS, 1);
        Progress.Task task = progress.task("fill " + topic, messages)) {
      for (long sent = 0; sent < messages; sent++) {
        producer.send(stored(samples.next(), topic));
        if (sent % STEP == 0) {
          task.stepTo(sent);
        }
      }
      producer.flush();
    }
  }

  private static StoredMessage stored(Sample sample, String topic) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    return new StoredMessage(
        sample.no(),
        timed(sample.id(), now.toInstant().toEpochMilli()),
        topic,
        sample.key(),
        LogFill.TYPE,
        "application/json",
        sample.payload(),
        "{}",
        now);
  }

  /** The same random bits as a UUIDv7, as the outbox gives them. */
  private static UUID timed(UUID random, long epochMillis) {
    long most = (epochMillis << 16) | VERSION_7 | (random.getMostSignificantBits() & 0xFFF);
    return new UUID(most, (random.getLeastSignificantBits() >>> 2) | VARIANT);
  }
}
