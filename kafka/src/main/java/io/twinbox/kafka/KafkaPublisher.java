package io.twinbox.kafka;

import io.twinbox.spi.BatchId;
import io.twinbox.spi.DestinationDownException;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Publishes entries to Kafka through an idempotent producer.
 *
 * <p><b>Found out before sending</b>, and answered before {@link #publish} returns: a topic that
 * does not exist or that we may not write to ({@link PublishResult.Retry} for its entries, all
 * others flow), an illegal topic name, an entry larger than the topic takes, an entry without a key
 * for a compacted topic ({@link PublishResult.Reject} for that entry alone). Topics are never
 * created here; but a broker with {@code auto.create.topics.enable} may recreate one that is
 * deleted while in use.
 *
 * <p><b>Broker away.</b> Nothing expires: what is handed over is tried until it is acknowledged, so
 * an outage neither duplicates nor reorders. {@link #probe} tells what is wrong meanwhile.
 *
 * <p><b>Order.</b> When an entry fails after all (a right revoked, a topic deleted while its
 * entries are on the way), the producer is replaced before anything can overtake, the later entries
 * of the lane get the same answer, and everything else that is unanswered is sent again. Duplicates
 * are then possible for the one request per broker that was on the wire. Where Kafka does not say
 * which entry is at fault, they are sent one by one until it is found. Not promised: order across a
 * change of the number of partitions, and across the deletion of a topic on brokers older than 4.0.
 *
 * <p>Threads as the port says. One thread feeds the producer; it ends with {@link #reset} and
 * {@link #close}.
 */
public final class KafkaPublisher implements MessagePublisher {
  /** {@code ce_source} unless the builder is told another. */
  public static final URI DEFAULT_SOURCE = URI.create("urn:twinbox:outbox");

  private final ProducerSettings settings;
  private final HeaderStyle style;
  private final URI source;
  private final Cluster cluster;
  private final TopicCatalog catalog;
  private final Preflight preflight;
  private long handedOver;
  private volatile @Nullable Feeder feeder;
  private volatile boolean closed;

  private KafkaPublisher(ProducerSettings settings, HeaderStyle style, URI source) {
    this.settings = settings;
    this.style = style;
    this.source = source;
    this.cluster = new Cluster(settings.admin());
    this.catalog = new TopicCatalog(cluster, System::nanoTime);
    this.preflight =
        new Preflight(new EntryEncoder(style, source), settings.maxRequestSize(), catalog);
  }

  /** A builder with the default settings; the bootstrap servers must be given. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void publish(BatchId batch, List<Entry> entries, Outcomes outcomes) {
    Feeder current = feeder();
    Throwable lost = current.lost();
    if (lost != null) {
      outcomes.lost(lost);
      return;
    }
    Handover handover =
        new Handover(handedOver++, batch, entries, outcomes, true, System.nanoTime());
    try {
      preflight.refuse(handover);
    } catch (DestinationDownException e) {
      if (current.idle()) {
        outcomes.lost(e);
        return;
      }
      // To lose this batch would make the relay give up the earlier ones too, and what of them is
      // on the wire could arrive twice. So it lines up behind them until the cluster answers.
      handover = handover.unchecked();
    }
    if (!outcomes.ended()) {
      current.accept(handover);
    }
  }

  private Feeder feeder() {
    if (closed) {
      throw new IllegalStateException("the publisher is closed");
    }
    Feeder current = feeder;
    if (current == null) {
      current = new Feeder(settings, new EntryEncoder(style, source), cluster, catalog);
      feeder = current;
      current.start();
    }
    return current;
  }

  @Override
  public void probe() {
    cluster.reach();
    Feeder current = feeder;
    Set<String> stalled = current == null ? Set.of() : current.stalledTopics();
    if (stalled.isEmpty()) {
      return;
    }
    for (TopicAnswer answer : catalog.askNow(stalled).values()) {
      if (answer instanceof TopicAnswer.Known topic && !topic.troubles().isEmpty()) {
        throw new DestinationDownException(
            "Kafka at " + settings.bootstrapServers() + ": " + topic.troubles().get(0), null);
      }
    }
  }

  @Override
  public void reset() {
    Feeder current = feeder;
    feeder = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public List<String> promises() {
    return Promises.of(settings, style, catalog.published());
  }

  @Override
  public void close() {
    closed = true;
    reset();
    cluster.close();
  }

  /** Settings of a {@link KafkaPublisher}. Not thread-safe. */
  public static final class Builder {
    private static final int SOURCE_MAX = 256;

    private final Map<String, Object> properties = new HashMap<>();
    private HeaderStyle style = HeaderStyle.CLOUDEVENTS;
    private URI source = DEFAULT_SOURCE;

    private Builder() {}

    /** Brokers to ask first, {@code host:port,host:port}. */
    public Builder bootstrapServers(String servers) {
      return property(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    }

    /**
     * Properties of the Kafka producer, with the admin client's security settings among them. They
     * override our defaults, except where a promise depends on a value: {@link #build} refuses
     * those.
     */
    public Builder properties(Map<String, ?> more) {
      more.forEach(this::property);
      return this;
    }

    /** One property of the Kafka producer. */
    public Builder property(String key, Object value) {
      properties.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, key));
      return this;
    }

    /** How a record says what it is; {@link HeaderStyle#CLOUDEVENTS} by default. */
    public Builder headers(HeaderStyle headers) {
      this.style = Objects.requireNonNull(headers, "headers");
      return this;
    }

    /**
     * The application as the source of its messages, {@code ce_source}.
     *
     * @param uri an absolute URI or a path, 1 to 256 characters
     */
    public Builder source(URI uri) {
      int length = uri.toString().length();
      if (length < 1 || length > SOURCE_MAX) {
        throw new IllegalArgumentException(
            "source must have 1 to " + SOURCE_MAX + " characters, has " + length);
      }
      this.source = uri;
      return this;
    }

    /**
     * Makes the publisher. No broker is asked yet.
     *
     * @throws KafkaSettingsException listing every property that cannot stay
     */
    public KafkaPublisher build() {
      return new KafkaPublisher(ProducerSettings.of(properties), style, source);
    }
  }
}
