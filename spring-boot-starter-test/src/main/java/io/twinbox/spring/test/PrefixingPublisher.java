package io.twinbox.spring.test;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import java.util.List;

/** Publishes to the context's own topics. */
final class PrefixingPublisher implements MessagePublisher {
  private final MessagePublisher kafka;
  private final TopicPrefix prefix;

  PrefixingPublisher(MessagePublisher kafka, TopicPrefix prefix) {
    this.kafka = kafka;
    this.prefix = prefix;
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    kafka.publish(batch, entries.stream().map(this::prefixed).toList(), outcomes);
  }

  @SuppressWarnings("NullAway") // Before JDK 22 it does not see that the array may be null.
  private Entry prefixed(Entry entry) {
    return new Entry(
        entry.seq(),
        entry.id(),
        entry.channel(),
        prefix.to(entry.topic()),
        entry.key(),
        entry.type(),
        entry.contentType(),
        entry.payload(),
        entry.headers(),
        entry.occurredAt());
  }

  @Override
  public void probe() {
    kafka.probe();
  }

  @Override
  public void reset() {
    kafka.reset();
  }

  @Override
  public List<String> promises() {
    return kafka.promises();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
