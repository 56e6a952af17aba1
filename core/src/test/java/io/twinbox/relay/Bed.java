package io.twinbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.testing.FailingPublisher;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryTransaction;
import io.twinbox.testing.LaneEntry;
import io.twinbox.testing.ManualClock;
import io.twinbox.testing.WrittenRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test bed: one database, one destination, one clock, and relays stepped by hand. After each test
 * the {@link Witness} is asked.
 */
final class Bed implements AfterEachCallback {
  static final RelayId ORDERS = new RelayId("orders", "kafka");

  /** The clock of the database and, unless a test gives another, of the relays. */
  final ManualClock clock = new ManualClock();

  final InMemoryOutboxStore store = new InMemoryOutboxStore(clock);
  final FailingPublisher publisher = new FailingPublisher();
  final Witness witness = new Witness(store, ORDERS, RelayOptions.DEFAULT.pipeline());

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(witness.violations(publisher.destination().arrived())).isEmpty();
  }

  // Building relays ------------------------------------------------------------------------------

  Relay relay() {
    return relay(RelayOptions.DEFAULT);
  }

  Relay relay(RelayOptions options) {
    return builder("node-1").options(options).build();
  }

  Relay relay(String owner) {
    return builder(owner).build();
  }

  Relay.Builder builder(String owner) {
    return builder(owner, store, publisher);
  }

  Relay.Builder builder(String owner, OutboxStore through, MessagePublisher to) {
    return Relay.builder()
        .name(ORDERS.name())
        .store(witness.watch(through))
        .publisher(witness.watch(to))
        .owner(owner)
        .clock(clock)
        .random(new Random(7))
        .executor(Runnable::run);
  }

  /** The process dies: its connection breaks, its lease runs out, nothing is said to anybody. */
  void crash() {
    publisher.destination().reset();
    store.expireLease(ORDERS);
  }

  // Writing --------------------------------------------------------------------------------------

  /** Commits one entry in a transaction of its own; gives its seq. */
  long commitTo(String topic, @Nullable String key, String text) {
    InMemoryTransaction transaction = store.begin();
    Entry entry = transaction.append(topic, key, text);
    transaction.commit();
    return entry.seq();
  }

  /** Commits entries of the lane orders/k. */
  List<Long> commit(String... texts) {
    return Stream.of(texts).map(text -> commitTo("orders", "k", text)).toList();
  }

  /** Commits entries with keys of their own, named as their texts. */
  void commitMany(int from, int to) {
    InMemoryTransaction transaction = store.begin();
    for (int i = from; i <= to; i++) {
      transaction.append("orders", "k" + i, String.valueOf(i));
    }
    transaction.commit();
  }

  // Letting it run -------------------------------------------------------------------------------

  /**
   * Steps until the relay wants to wait; returns for how long. Enough time has passed before that
   * it does not wait for more entries to gather.
   */
  Duration settle(Relay relay) {
    clock.advance(Rhythm.LONGEST_GATHERING);
    for (int i = 0; i < 10_000; i++) {
      Duration wait = relay.step();
      if (!wait.isZero()) {
        return wait;
      }
    }
    throw new AssertionError("the relay never rests: " + relay.status());
  }

  /** Lets time pass while the relay runs, waiting as long as it likes to. */
  void runFor(Relay relay, Duration time) {
    Instant end = clock.instant().plus(time);
    runUntil(relay, () -> !clock.instant().isBefore(end), end);
  }

  /** Runs the relay until the condition holds, for an hour at most. */
  void runUntil(Relay relay, BooleanSupplier condition) {
    runUntil(relay, condition, clock.instant().plus(Duration.ofHours(1)));
    assertThat(condition.getAsBoolean()).as("after an hour: %s", relay.status()).isTrue();
  }

  private void runUntil(Relay relay, BooleanSupplier condition, Instant end) {
    for (int i = 0; i < 1_000_000 && !condition.getAsBoolean(); i++) {
      Duration left = Duration.between(clock.instant(), end);
      if (left.isZero() || left.isNegative()) {
        return;
      }
      Duration wait = relay.step();
      clock.advance(wait.compareTo(left) < 0 ? wait : left);
    }
  }

  /** Runs until every committed entry has left PENDING and PARKED. */
  void drain(Relay relay) {
    runUntil(
        relay,
        () ->
            store.states(ORDERS).values().stream()
                .allMatch(it -> it == EntryState.PUBLISHED || it == EntryState.DEAD));
  }

  // Looking --------------------------------------------------------------------------------------

  /** The texts that arrived, in order, duplicates too. */
  List<String> arrived() {
    return publisher.destination().arrived().stream().map(Bed::text).toList();
  }

  List<RowKind> kinds() {
    return rows().stream().map(written -> written.row().kind()).toList();
  }

  List<WrittenRow> rows() {
    return store.rows(ORDERS);
  }

  WrittenRow lastRow() {
    List<WrittenRow> rows = rows();
    return rows.get(rows.size() - 1);
  }

  EntryState state(long seq) {
    return store.state(ORDERS, seq).orElseThrow();
  }

  LaneEntry setAside(long seq) {
    return store.setAside(ORDERS).stream()
        .filter(entry -> entry.entry().seq() == seq)
        .findFirst()
        .orElseThrow();
  }

  /** The same text once only: order and content of the first occurrences. */
  static List<String> firstOccurrences(List<String> arrived) {
    return arrived.stream().distinct().toList();
  }

  static List<String> numbers(int from, int to) {
    List<String> numbers = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      numbers.add(String.valueOf(i));
    }
    return numbers;
  }

  static RelayOptions options(Consumer<RelayOptions.Builder> with) {
    RelayOptions.Builder builder = RelayOptions.builder();
    with.accept(builder);
    return builder.build();
  }

  static String text(Entry entry) {
    return entry.payload() == null ? "(tombstone)" : new String(entry.payload(), UTF_8);
  }
}
