package io.twinbox.spring.test;

import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the context's own topics in a group of its own. */
final class PrefixingSource implements RecordSource {
  private final RecordSource kafka;
  private final TopicPrefix prefix;

  PrefixingSource(RecordSource kafka, TopicPrefix prefix) {
    this.kafka = kafka;
    this.prefix = prefix;
  }

  @Override
  public void open(Subscription subscription, AssignmentListener listener) {
    List<String> topics = subscription.topics().stream().map(prefix::to).toList();
    kafka.open(
        new Subscription(prefix.to(subscription.consumer()), topics, subscription.mostRecords()),
        new Unprefixed(listener));
  }

  @Override
  public List<InboxRecord> poll(Duration longest) {
    return kafka.poll(longest).stream().map(this::unprefixed).toList();
  }

  @SuppressWarnings("NullAway") // Before JDK 22 it does not see that the arrays may be null.
  private InboxRecord unprefixed(InboxRecord it) {
    return new InboxRecord(
        prefix.from(it.partition()),
        it.offset(),
        it.timestamp(),
        it.key(),
        it.value(),
        it.headers(),
        it.id(),
        it.type(),
        it.contentType(),
        it.occurredAt(),
        it.flaw());
  }

  @Override
  public void rewind() {
    kafka.rewind();
  }

  @Override
  public void pause() {
    kafka.pause();
  }

  @Override
  public void resume() {
    kafka.resume();
  }

  @Override
  public void commit(Map<Partition, Long> next) {
    kafka.commit(prefixed(next));
  }

  @Override
  public boolean commitNow(Map<Partition, Long> next, Duration longest) {
    return kafka.commitNow(prefixed(next), longest);
  }

  private Map<Partition, Long> prefixed(Map<Partition, Long> offsets) {
    Map<Partition, Long> prefixed = new HashMap<>();
    offsets.forEach((partition, offset) -> prefixed.put(prefix.to(partition), offset));
    return prefixed;
  }

  @Override
  public void wake() {
    kafka.wake();
  }

  @Override
  public List<String> promises() {
    return kafka.promises();
  }

  @Override
  public void close() {
    kafka.close();
  }

  /** Tells the inbox of partitions as it knows them. */
  private final class Unprefixed implements AssignmentListener {
    private final AssignmentListener inbox;

    Unprefixed(AssignmentListener inbox) {
      this.inbox = inbox;
    }

    @Override
    public void assigned(Collection<Partition> partitions) {
      inbox.assigned(unprefixed(partitions));
    }

    @Override
    public void revoked(Collection<Partition> partitions) {
      inbox.revoked(unprefixed(partitions));
    }

    @Override
    public void lost(Collection<Partition> partitions) {
      inbox.lost(unprefixed(partitions));
    }

    private List<Partition> unprefixed(Collection<Partition> partitions) {
      return partitions.stream().map(prefix::from).toList();
    }
  }
}
