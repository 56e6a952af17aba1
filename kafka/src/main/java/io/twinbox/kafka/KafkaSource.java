package io.twinbox.kafka;

import io.twinbox.spi.AssignmentListener;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.Partition;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from Kafka as a member of a consumer group, with {@code read_committed} and without
 * auto-commit.
 *
 * <p><b>Group.</b> The consumer's name is the group's, unless {@code group.id} is set. Partitions
 * move one by one when members come and go (cooperative assignment; {@code group.protocol=consumer}
 * works too). With {@code group.instance.id} a restart within {@code session.timeout.ms} moves
 * nothing; two running members must not have the same one.
 *
 * <p><b>Status.</b> A Kafka consumer says nothing when it has no broker. This source does, within
 * ten seconds: {@link #poll} throws, and it has polled before it throws, so the caller loses
 * nothing by polling again and again. It mends itself when the cause is gone. The one exception is
 * a member whose {@code group.instance.id} somebody else has taken over: it stays out.
 *
 * <p>Not thread-safe, but for {@link #wake}.
 */
public final class KafkaSource implements RecordSource {
  private final ConsumerSettings settings;
  private final RecordReader reader;
  private final Cluster cluster;
  private @Nullable Subscription subscription;
  private volatile @Nullable GroupMember member;
  private boolean closed;

  private KafkaSource(ConsumerSettings settings, IdentityRule rule) {
    this.settings = settings;
    this.reader = new RecordReader(rule);
    this.cluster = new Cluster(settings.admin());
  }

  /** A builder with the default settings; the bootstrap servers must be given. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void open(Subscription wanted, AssignmentListener listener) {
    if (member != null || closed) {
      throw new IllegalStateException("a source is opened once");
    }
    subscription = wanted;
    String group = settings.group(wanted);
    SourceWatch watch = new SourceWatch(cluster, wanted.topics(), group, System::nanoTime);
    member = new GroupMember(settings.consumer(wanted), wanted.topics(), listener, watch, reader);
  }

  private GroupMember member() {
    GroupMember open = member;
    if (open == null || closed) {
      throw new IllegalStateException(closed ? "the source is closed" : "the source is not open");
    }
    return open;
  }

  @Override
  public List<InboxRecord> poll(Duration longest) {
    return member().poll(longest);
  }

  @Override
  public void rewind() {
    member().rewind();
  }

  @Override
  public void pause() {
    member().pause();
  }

  @Override
  public void resume() {
    member().resume();
  }

  @Override
  public void commit(Map<Partition, Long> next) {
    member().commit(next);
  }

  @Override
  public boolean commitNow(Map<Partition, Long> next, Duration longest) {
    return member().commitNow(next, longest);
  }

  @Override
  public void wake() {
    GroupMember open = member;
    if (open != null) {
      open.wake();
    }
  }

  @Override
  public List<String> promises() {
    Subscription known = subscription;
    if (known == null) {
      throw new IllegalStateException("the source is not open");
    }
    return SourcePromises.of(settings, known, cluster);
  }

  @Override
  public void close() {
    GroupMember open = member;
    if (open != null && !closed) {
      open.close();
    }
    closed = true;
    cluster.close();
  }

  /** Settings of a {@link KafkaSource}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> properties = new HashMap<>();
    private IdentityRule rule = IdentityRule.DEFAULT;

    private Builder() {}

    /** Brokers to ask first, {@code host:port,host:port}. */
    public Builder bootstrapServers(String servers) {
      return property(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    }

    /**
     * Properties of the Kafka consumer, with the admin client's security settings among them. They
     * override our defaults, except where a promise depends on a value: {@link #build} refuses
     * those.
     */
    public Builder properties(Map<String, ?> more) {
      more.forEach(this::property);
      return this;
    }

    /** One property of the Kafka consumer. */
    public Builder property(String key, Object value) {
      properties.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, key));
      return this;
    }

    /** What makes two records the same message; {@link IdentityRule#DEFAULT} by default. */
    public Builder identity(IdentityRule identity) {
      this.rule = Objects.requireNonNull(identity, "identity");
      return this;
    }

    /**
     * Makes the source. No broker is asked yet.
     *
     * @throws KafkaSettingsException listing every property that cannot stay
     */
    public KafkaSource build() {
      return new KafkaSource(ConsumerSettings.of(properties), rule);
    }
  }
}
