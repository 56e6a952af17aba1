package io.twinbox.relay;

import io.twinbox.InvalidOptionsException;
import io.twinbox.engine.Listeners;
import io.twinbox.engine.ProcessName;
import io.twinbox.engine.Signal;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.Pace;
import io.twinbox.spi.RelayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Moves entries from one database's outbox to one destination, in order. Thread-safe.
 *
 * <pre>{@code
 * try (Relay relay = Relay.builder().name("orders").store(store).publisher(publisher).build()) {
 *   relay.start();
 *   …
 * }
 * }</pre>
 *
 * <p>Run one on every node if you like: with {@link Ownership#EXCLUSIVE} one works and the others
 * are ready to take over. The store and the publisher are closed with the relay; the data source
 * behind the store is not.
 */
public final class Relay implements AutoCloseable {
  /** How long {@link #close()} waits for what is in flight, if no attempt takes longer. */
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** Beyond the longest attempt: for its result to be written down. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Parts parts;
  private final LeaseKeeper keeper;
  private final RelayEngine engine;
  private final Duration closeTimeout;
  private final RelayThreads threads;

  private Relay(Builder builder) {
    RelayId id = new RelayId(builder.name, builder.channel);
    MessagePublisher publisher =
        Objects.requireNonNull(builder.publisher, "publisher is missing: builder.publisher(…)");
    Pace pace = publisher.pace();
    this.closeTimeout = closeTimeout(builder.closeTimeout, pace.longestAttempt());
    this.threads = new RelayThreads(id.name());
    Executor given = builder.executor;
    this.parts =
        new Parts(
            id,
            Objects.requireNonNull(builder.store, "store is missing: builder.store(…)"),
            publisher,
            builder.options.at(pace),
            builder.clock,
            builder.random,
            new Listeners<>(builder.listeners),
            new Counters(),
            new Signal(),
            given == null ? threads.ahead() : given,
            given == null ? threads.aside() : given);
    this.keeper = new LeaseKeeper(parts.store(), id, builder.owner, builder.options, builder.clock);
    this.engine = new RelayEngine(parts, keeper);
  }

  private static Duration closeTimeout(@Nullable Duration wanted, Duration longestAttempt) {
    if (wanted == null) {
      Duration needed = longestAttempt.isZero() ? Duration.ZERO : longestAttempt.plus(SETTLING);
      return needed.compareTo(DEFAULT_CLOSE_TIMEOUT) > 0 ? needed : DEFAULT_CLOSE_TIMEOUT;
    }
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.require(
        wanted.compareTo(longestAttempt) >= 0,
        "closeTimeout must not be below the longest attempt of the publisher, "
            + longestAttempt
            + ", is "
            + wanted
            + ": what is under way at a stop would be delivered again");
    faults.throwIfAny();
    return wanted;
  }

  /** Starts a relay with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts the relay's threads; returns at once. What cannot be reached is waited for.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() {
    threads.start(parts.signal(), engine, keeper);
  }

  /**
   * Makes one step by hand, on a relay that was not started: for tests.
   *
   * @return how long the relay would wait before the next step, unless woken
   */
  public Duration step() {
    threads.requireNotStarted();
    return engine.step();
  }

  /** Says that something was committed, so that the relay need not wait for its next look. */
  public void wake() {
    parts.signal().raise();
  }

  /** What the relay is doing, as of its last step. */
  public RelayStatus status() {
    return engine.status();
  }

  /** What is promised with the settings in force, a line each. */
  public List<String> promises() {
    List<String> promises = new ArrayList<>();
    promises.add(
        switch (parts.options().ownership()) {
          case EXCLUSIVE ->
              "any number of nodes: one relays, another takes over after "
                  + parts.options().leaseTimeToLive().toMillis()
                  + " ms of silence";
          case SINGLE -> "one node only: a second one by mistake publishes duplicates";
        });
    promises.addAll(parts.publisher().promises());
    return promises;
  }

  /**
   * Stops gracefully: starts nothing new, sets aside what the publisher has not begun, waits for
   * the rest, confirms it and gives the lease back, so that nothing is published twice and the next
   * node takes over at once. What is not acknowledged in time is published again by the next owner.
   */
  @Override
  public void close() {
    stop();
    boolean ended = threads.stop(parts.signal(), closeTimeout);
    try {
      if (ended) {
        engine.leave();
      } else {
        engine.release();
      }
    } finally {
      closePorts();
    }
  }

  /** How a close begins; for tests that step on by hand until {@link #stopped}. */
  void stop() {
    engine.stop();
  }

  boolean stopped() {
    return engine.stopped();
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  private void closePorts() {
    try {
      parts.publisher().close();
    } finally {
      parts.store().close();
    }
  }

  /** Builds a relay; not thread-safe. */
  public static final class Builder {
    private String name = "default";
    private String channel = "kafka";
    private @Nullable OutboxStore store;
    private @Nullable MessagePublisher publisher;
    private RelayOptions options = RelayOptions.DEFAULT;
    private String owner = ProcessName.unique();
    private @Nullable Duration closeTimeout;
    private MonotonicClock clock = MonotonicClock.system();
    private RandomGenerator random = RandomGenerator.getDefault();
    private @Nullable Executor executor;
    private final List<RelayListener> listeners = new ArrayList<>();

    private Builder() {}

    /**
     * Unique in the database; the same on every node that may take over. Default {@code default}.
     */
    public Builder name(String value) {
      this.name = Objects.requireNonNull(value, "name");
      return this;
    }

    /** The channel whose entries are published; default {@code kafka}. */
    public Builder channel(String value) {
      this.channel = Objects.requireNonNull(value, "channel");
      return this;
    }

    /** Where the entries are. Required. */
    public Builder store(OutboxStore value) {
      this.store = Objects.requireNonNull(value, "store");
      return this;
    }

    /** Where they go. Required. */
    public Builder publisher(MessagePublisher value) {
      this.publisher = Objects.requireNonNull(value, "publisher");
      return this;
    }

    /** How the relay works; default {@link RelayOptions#DEFAULT}. */
    public Builder options(RelayOptions value) {
      this.options = Objects.requireNonNull(value, "options");
      return this;
    }

    /** Adds an observer. */
    public Builder listener(RelayListener value) {
      this.listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /** Names this node; must be unique per process. Default host, process id and a random part. */
    public Builder owner(String value) {
      this.owner = Objects.requireNonNull(value, "owner");
      return this;
    }

    /**
     * How long closing waits for what is in flight. Default {@link #DEFAULT_CLOSE_TIMEOUT}, or five
     * seconds more than the publisher's {@link Pace#longestAttempt}, if that is longer. Not below
     * that attempt.
     */
    public Builder closeTimeout(Duration value) {
      this.closeTimeout = Objects.requireNonNull(value, "closeTimeout");
      return this;
    }

    /** For tests: the clock of all waits. */
    public Builder clock(MonotonicClock value) {
      this.clock = Objects.requireNonNull(value, "clock");
      return this;
    }

    /** For tests: the source of jitter. */
    public Builder random(RandomGenerator value) {
      this.random = Objects.requireNonNull(value, "random");
      return this;
    }

    /** For tests that step by hand: runs side work, for example {@code Runnable::run}. */
    public Builder executor(Executor value) {
      this.executor = Objects.requireNonNull(value, "executor");
      return this;
    }

    /**
     * Builds the relay; starts nothing yet.
     *
     * @throws InvalidOptionsException if the time to close is shorter than an attempt may take
     */
    public Relay build() {
      return new Relay(this);
    }
  }
}
