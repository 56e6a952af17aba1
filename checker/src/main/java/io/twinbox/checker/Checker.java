package io.twinbox.checker;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Compares the {@link Ledger} with all that the topics hold, and says what does not agree.
 *
 * <p>The ends of the topics are noted before the ledger is read. What was published by then was
 * committed by then, so phantoms, inversions and changes are true findings even while the system
 * runs; "lost" means lost only when the relay has had the time to finish.
 *
 * <p>Thread-safe; each check opens and closes what it needs.
 */
public final class Checker {
  /** How long a check waits for a topic that does not move on, unless told otherwise. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final Map<String, Object> kafka;
  private final List<String> topics;
  private final Identity identity;
  private final Duration patience;

  private Checker(Builder builder) {
    ledger = requireNonNull(builder.ledger, "ledger");
    kafka = Map.copyOf(requireNonNull(builder.kafka, "kafka"));
    topics = List.copyOf(builder.topics);
    identity = builder.identity;
    patience = builder.patience;
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics: name at least one");
    }
  }

  /** A checker of {@code ledger} against the {@code topics} of one Kafka. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads the ledger and the topics and compares them. Takes about a second per 100,000 messages.
   *
   * @param isolation {@code READ_COMMITTED} for what a careful consumer gets, {@code
   *     READ_UNCOMMITTED} for everything that was ever written
   * @throws SQLException if the ledger cannot be read
   * @throws IllegalStateException if a topic cannot be read to its end, or the ledger contradicts
   *     itself
   */
  public Verdict check(IsolationLevel isolation) throws SQLException {
    Examination examination = new Examination();
    try (TopicReader reader = new TopicReader(kafka, topics, isolation)) {
      ledger.forEach(examination::expect);
      reader.forEach(record -> examination.see(TopicReader.sighting(record, identity)), patience);
    }
    return examination.verdict();
  }

  /** Collects what a checker needs; not thread-safe. */
  public static final class Builder {
    private @Nullable Ledger ledger;
    private @Nullable Map<String, Object> kafka;
    private List<String> topics = List.of();
    private Identity identity = Identity.header(Identity.CLOUD_EVENTS_ID);
    private Duration patience = DEFAULT_PATIENCE;

    private Builder() {}

    /** The ground truth. Required. */
    public Builder ledger(Ledger ledger) {
      this.ledger = ledger;
      return this;
    }

    /** Kafka consumer settings, {@code bootstrap.servers} above all. Required. */
    public Builder kafka(Map<String, Object> settings) {
      this.kafka = settings;
      return this;
    }

    /** The topics to read: all that the ledger names. Required. */
    public Builder topics(String... topics) {
      this.topics = List.of(topics);
      return this;
    }

    /** Which message a record is; by default the header {@code ce_id}. */
    public Builder identity(Identity identity) {
      this.identity = identity;
      return this;
    }

    /** How long to wait for a topic that does not move on. */
    public Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /** The checker; names what is missing. */
    public Checker build() {
      return new Checker(this);
    }
  }
}
