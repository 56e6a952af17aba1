package io.twinbox.kafka;

import io.twinbox.kafka.IdentityRule.Identity;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Turns Kafka's records into the inbox's: identity and what the headers tell, nothing decoded.
 *
 * @param rule what makes two records the same message
 */
record RecordReader(IdentityRule rule) {

  /** By partition in the order of their offsets. */
  List<InboxRecord> read(ConsumerRecords<byte[], byte[]> polled, Instant now) {
    List<InboxRecord> all = new ArrayList<>(polled.count());
    for (TopicPartition of : polled.partitions()) {
      Partition partition = new Partition(of.topic(), of.partition());
      for (ConsumerRecord<byte[], byte[]> content : polled.records(of)) {
        all.add(read(partition, content, now));
      }
    }
    return all;
  }

  private InboxRecord read(
      Partition partition, ConsumerRecord<byte[], byte[]> content, Instant now) {
    HeaderScan headers = new HeaderScan(content.headers());
    Identity identity = rule.identify(content, headers);
    return new InboxRecord(
        partition,
        content.offset(),
        timestamp(content, now),
        content.key(),
        content.value(),
        headers.all(),
        identity.id(),
        headers.type(),
        headers.contentType(),
        occurredAt(headers),
        identity.flaw());
  }

  /** Records of very old producers have no time, -1: then they are as old as we know them. */
  private static Instant timestamp(ConsumerRecord<byte[], byte[]> content, Instant now) {
    return content.timestamp() < 0 ? now : Instant.ofEpochMilli(content.timestamp());
  }

  private static @Nullable Instant occurredAt(HeaderScan headers) {
    byte[] time = headers.cloudEventTime();
    return time == null ? null : Rfc3339.parse(time);
  }
}
