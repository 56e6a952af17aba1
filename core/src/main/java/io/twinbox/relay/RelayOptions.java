package io.twinbox.relay;

import io.twinbox.InvalidOptionsException;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.Pace;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a relay works. Immutable; {@link #DEFAULT} suits most.
 *
 * @param pollInterval longest pause between two looks at an idle log, 1 ms to 1 minute, a third of
 *     {@code leaseTimeToLive} at most. A backlog is read without pause; once it is read, entries
 *     gather for 0.5 ms per entry of the last batch, 50 ms at most, whatever this is
 * @param batchSize most entries of a batch, 1 to 100,000
 * @param batchBytes payloads of a batch stop at this sum of bytes, 1 KiB or more; times {@code
 *     pipeline} it bounds the memory
 * @param pipeline batches in flight at once, 1 to 16; also the most that a crash may publish twice
 * @param ownership exclusive by lease, or single
 * @param leaseTimeToLive silence after which another node takes over, 1 s to 10 minutes
 * @param stallAfter a batch without an answer for this long means that the destination is down; 100
 *     ms or more
 * @param retry when failing lanes are tried again; {@link RetryPolicy#DEFAULT} = as the publisher
 *     proposes, which is that unless it says otherwise
 * @param retention how long the schema is expected to keep settled entries; the relay halts if the
 *     database was set up with another; null = whatever the database says
 */
public record RelayOptions(
    Duration pollInterval,
    int batchSize,
    long batchBytes,
    int pipeline,
    Ownership ownership,
    Duration leaseTimeToLive,
    Duration stallAfter,
    RetryPolicy retry,
    @Nullable Duration retention) {

  /** The defaults. */
  public static final RelayOptions DEFAULT =
      new RelayOptions(
          Duration.ofMillis(100),
          5_000,
          4L * 1024 * 1024,
          3,
          Ownership.EXCLUSIVE,
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          RetryPolicy.DEFAULT,
          null);

  public RelayOptions {
    Objects.requireNonNull(pollInterval, "pollInterval");
    Objects.requireNonNull(ownership, "ownership");
    Objects.requireNonNull(leaseTimeToLive, "leaseTimeToLive");
    Objects.requireNonNull(stallAfter, "stallAfter");
    Objects.requireNonNull(retry, "retry");
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.within("pollInterval", pollInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
    faults.within("batchSize", batchSize, 1, 100_000);
    faults.within("batchBytes", batchBytes, 1024, Long.MAX_VALUE);
    faults.within("pipeline", pipeline, 1, 16);
    faults.within(
        "leaseTimeToLive", leaseTimeToLive, Duration.ofSeconds(1), Duration.ofMinutes(10));
    faults.within("stallAfter", stallAfter, Duration.ofMillis(100), Duration.ofMinutes(10));
    faults.require(
        pollInterval.compareTo(leaseTimeToLive.dividedBy(3)) <= 0,
        "pollInterval must not exceed a third of leaseTimeToLive "
            + leaseTimeToLive
            + ", is "
            + pollInterval);
    faults.require(
        retention == null || !(retention.isNegative() || retention.isZero()),
        "retention must be positive, is " + retention);
    faults.throwIfAny();
  }

  /** With the publisher's proposal where nothing else was said. */
  RelayOptions at(Pace pace) {
    return !retry.equals(RetryPolicy.DEFAULT)
        ? this
        : new RelayOptions(
            pollInterval,
            batchSize,
            batchBytes,
            pipeline,
            ownership,
            leaseTimeToLive,
            stallAfter,
            pace.retry(),
            retention);
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets single options. Not thread-safe. */
  public static final class Builder {
    private Duration pollInterval = DEFAULT.pollInterval;
    private int batchSize = DEFAULT.batchSize;
    private long batchBytes = DEFAULT.batchBytes;
    private int pipeline = DEFAULT.pipeline;
    private Ownership ownership = DEFAULT.ownership;
    private Duration leaseTimeToLive = DEFAULT.leaseTimeToLive;
    private Duration stallAfter = DEFAULT.stallAfter;
    private RetryPolicy retry = DEFAULT.retry;
    private @Nullable Duration retention;

    private Builder() {}

    public Builder pollInterval(Duration value) {
      this.pollInterval = value;
      return this;
    }

    public Builder batchSize(int value) {
      this.batchSize = value;
      return this;
    }

    public Builder batchBytes(long value) {
      this.batchBytes = value;
      return this;
    }

    public Builder pipeline(int value) {
      this.pipeline = value;
      return this;
    }

    public Builder ownership(Ownership value) {
      this.ownership = value;
      return this;
    }

    public Builder leaseTimeToLive(Duration value) {
      this.leaseTimeToLive = value;
      return this;
    }

    public Builder stallAfter(Duration value) {
      this.stallAfter = value;
      return this;
    }

    public Builder retry(RetryPolicy value) {
      this.retry = value;
      return this;
    }

    public Builder retention(Duration value) {
      this.retention = value;
      return this;
    }

    /** Builds the options, or names every fault in an {@link InvalidOptionsException}. */
    public RelayOptions build() {
      return new RelayOptions(
          pollInterval,
          batchSize,
          batchBytes,
          pipeline,
          ownership,
          leaseTimeToLive,
          stallAfter,
          retry,
          retention);
    }
  }
}
