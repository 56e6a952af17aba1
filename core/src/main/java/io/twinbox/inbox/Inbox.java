package io.twinbox.inbox;

import io.twinbox.Codec;
import io.twinbox.InvalidOptionsException;
import io.twinbox.Outbox;
import io.twinbox.engine.Listeners;
import io.twinbox.json.JsonCodec;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Subscription;
import io.twinbox.spi.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where consumers are made.
 *
 * <pre>{@code
 * InboxConsumer payments = Inbox.consumer("payments")
 *     .topics("order-events")
 *     .source(KafkaSource.builder()…build())
 *     .store(JdbcInboxStore.builder()…build())
 *     .transactions(JdbcTransactions.of(dataSource))
 *     .on("OrderCreated", OrderCreated.class, (event, context) -> pay(event, context.connection()))
 *     .build()
 *     .start();
 * }</pre>
 */
public final class Inbox {
  /** Longest name of a consumer, in characters. */
  public static final int MAX_NAME = 100;

  /** How long closing waits for what is under way. */
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private Inbox() {}

  /**
   * Starts a consumer's description.
   *
   * @param name identity of the ledger: the same on every node, and never changed; 1 to {@link
   *     #MAX_NAME} characters
   */
  public static Builder consumer(String name) {
    return new Builder(name);
  }

  /** Builds a consumer; not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Set<String> topics = new LinkedHashSet<>();
    private final Map<String, Registered> handlers = new LinkedHashMap<>();
    private final List<InboxListener> listeners = new ArrayList<>();
    private final List<AroundHandler> around = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private @Nullable Registered otherwise;
    private @Nullable Registered tombstones;
    private @Nullable RecordSource source;
    private @Nullable InboxStore store;
    private @Nullable Transactions transactions;
    private InboxOptions options = InboxOptions.DEFAULT;
    private @Nullable Outbox deadLetterOutbox;
    private String deadLetterTopic = "";
    private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
    private ThreadFactory handlerThreads = Thread::new;
    private MonotonicClock clock = MonotonicClock.system();
    private RandomGenerator random = RandomGenerator.getDefault();

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /** Adds topics to read. At least one is required. */
    public Builder topics(String... values) {
      topics.addAll(Arrays.asList(values));
      return this;
    }

    /** Where records come from. Required; closed with the consumer. */
    public Builder source(RecordSource value) {
      this.source = Objects.requireNonNull(value, "source");
      return this;
    }

    /** Where the ledger is. Required. */
    public Builder store(InboxStore value) {
      this.store = Objects.requireNonNull(value, "store");
      return this;
    }

    /** Who owns the transactions. Required; of the same database as the store. */
    public Builder transactions(Transactions value) {
      this.transactions = Objects.requireNonNull(value, "transactions");
      return this;
    }

    /** Handles records of a type, as JSON. Needs Jackson on the class path. */
    public <T> Builder on(String type, Class<T> event, InboxHandler<? super T> handler) {
      return on(type, JsonCodec.of(event), handler);
    }

    /** Handles records of a type. */
    public <T> Builder on(String type, Codec<T> codec, InboxHandler<? super T> handler) {
      return register(type, new Registered.One(codec, erased(handler)));
    }

    /** Handles records of a type, many at once, as JSON. Needs Jackson on the class path. */
    public <T> Builder onBatch(String type, Class<T> event, BatchHandler<T> handler) {
      return onBatch(type, JsonCodec.of(event), handler);
    }

    /** Handles records of a type, many at once. */
    public <T> Builder onBatch(String type, Codec<T> codec, BatchHandler<T> handler) {
      return register(type, new Registered.Many(codec, erasedBatch(handler)));
    }

    /** Handles records of all other types, and those that tell none: the bytes as they are. */
    public Builder otherwise(InboxHandler<byte[]> handler) {
      otherwise = new Registered.One(BytesCodec.INSTANCE, erased(handler));
      return this;
    }

    /** Handles records of all other types as {@link #otherwise} does, many at once. */
    public Builder otherwiseBatch(BatchHandler<byte[]> handler) {
      otherwise = new Registered.Many(BytesCodec.INSTANCE, erasedBatch(handler));
      return this;
    }

    /** Handles records without a value, whatever their type. */
    public Builder onTombstone(TombstoneHandler handler) {
      Objects.requireNonNull(handler, "handler");
      tombstones =
          new Registered.One(BytesCodec.INSTANCE, (nothing, context) -> handler.handle(context));
      return this;
    }

    /** How the consumer works; default {@link InboxOptions#DEFAULT}. */
    public Builder options(InboxOptions value) {
      this.options = Objects.requireNonNull(value, "options");
      return this;
    }

    /**
     * Also appends dead letters to a topic, through an outbox of the same database. A letter that
     * the outbox refuses, because it is above the outbox's limits, say, is told to the listeners
     * and stays in the database only.
     */
    public Builder deadLetters(Outbox outbox, String topic) {
      this.deadLetterOutbox = Objects.requireNonNull(outbox, "outbox");
      this.deadLetterTopic = Objects.requireNonNull(topic, "topic");
      return this;
    }

    /** Adds an observer. */
    public Builder listener(InboxListener value) {
      this.listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /** Adds something around the calls of all handlers; the first one added is the outermost. */
    public Builder around(AroundHandler value) {
      this.around.add(Objects.requireNonNull(value, "around"));
      return this;
    }

    /**
     * Makes the threads in which handlers are called, virtual ones, say; they get names and become
     * daemons here. Default: platform threads. Those that poll and decode always are.
     */
    public Builder handlerThreads(ThreadFactory value) {
      this.handlerThreads = Objects.requireNonNull(value, "handlerThreads");
      return this;
    }

    /** How long closing waits for what is under way; default {@link #DEFAULT_CLOSE_TIMEOUT}. */
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

    /**
     * Builds the consumer; starts nothing yet.
     *
     * @throws InvalidOptionsException naming everything that is missing or makes no sense
     */
    public InboxConsumer build() {
      InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
      errors.forEach(faults::add);
      faults.require(
          !name.isBlank() && name.length() <= MAX_NAME, "name must have 1 to 100 characters");
      faults.require(!topics.isEmpty(), "topics must name at least one");
      faults.require(source != null, "source is missing");
      faults.require(store != null, "store is missing");
      faults.require(transactions != null, "transactions is missing");
      faults.require(
          !handlers.isEmpty() || otherwise != null || tombstones != null,
          "no handler was registered: use on, onBatch or otherwise");
      faults.throwIfAny();
      return assemble(
          Objects.requireNonNull(source),
          Objects.requireNonNull(store),
          Objects.requireNonNull(transactions));
    }

    private InboxConsumer assemble(RecordSource from, InboxStore ledger, Transactions owner) {
      Listeners<InboxListener> told = new Listeners<>(listeners);
      Handlers known = new Handlers(handlers, otherwise, tombstones, options.maxValueBytes());
      HandlerWatch watch = new HandlerWatch(clock, options.handlerTimeLimit(), told);
      Parts parts =
          new Parts(
              name,
              ledger,
              owner,
              options,
              known,
              new HandlerCalls(name, known, watch, around),
              watch,
              new Verdicts(options, random),
              deadLetterOutbox == null
                  ? DeadLetters.NONE
                  : new DeadLetters(deadLetterOutbox, deadLetterTopic, ledger),
              told,
              new Counters(),
              new Health(name, ledger, told, clock, random),
              clock,
              random);
      Subscription subscription =
          new Subscription(name, List.copyOf(topics), options.chunkRecords());
      InboxEngine engine = new InboxEngine(parts, from, subscription);
      InboxThreads threads = new InboxThreads(name, engine, handlerThreads);
      return new InboxConsumer(parts, engine, threads, closeTimeout);
    }

    private Builder register(String type, Registered handler) {
      Objects.requireNonNull(type, "type");
      if (handlers.putIfAbsent(type, handler) != null) {
        errors.add("type " + type + " has two handlers");
      }
      return this;
    }

    /** The codec that comes with the handler makes what the handler takes. */
    @SuppressWarnings("unchecked")
    private static InboxHandler<Object> erased(InboxHandler<?> handler) {
      return (InboxHandler<Object>) Objects.requireNonNull(handler, "handler");
    }

    @SuppressWarnings("unchecked")
    private static BatchHandler<Object> erasedBatch(BatchHandler<?> handler) {
      return (BatchHandler<Object>) (BatchHandler<?>) Objects.requireNonNull(handler, "handler");
    }
  }
}
