package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.RecordState;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.RecordSource;
import io.twinbox.spi.Transactions;
import io.twinbox.testing.Effect;
import io.twinbox.testing.InMemoryInboxStore;
import io.twinbox.testing.InMemorySource;
import io.twinbox.testing.InMemoryTopics;
import io.twinbox.testing.InboxRow;
import io.twinbox.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A test bed: one database, one topic, one clock, and consumers stepped by hand. */
final class Bed {
  static final String PAYMENTS = "payments";
  static final String TOPIC = "orders";

  final ManualClock clock = new ManualClock();
  final InMemoryInboxStore store = new InMemoryInboxStore(clock);
  final InMemoryTopics topics;
  final Notes notes = new Notes();
  private int sent;

  /** What the handlers of {@link #consumer} do before they leave their effect. */
  Behaviour behaviour = (text, context) -> {};

  interface Behaviour {
    void before(String text, InboxContext context) throws Exception;
  }

  Bed() {
    this(1);
  }

  Bed(int partitions) {
    topics = new InMemoryTopics(clock, partitions);
  }

  // Sending --------------------------------------------------------------------------------------

  /** Sends texts with this key. */
  List<InboxRecord> send(@Nullable String key, String... texts) {
    return Stream.of(texts).map(text -> topics.send(TOPIC, key, "m" + ++sent, text)).toList();
  }

  // Building consumers ---------------------------------------------------------------------------

  InboxConsumer consumer() {
    return consumer(InboxOptions.DEFAULT);
  }

  InboxConsumer consumer(InboxOptions options) {
    return builder(options, topics.source()).build();
  }

  Inbox.Builder builder(InboxOptions options, RecordSource source) {
    return builder(options, source, store, store)
        .on("test", TextCodec.TEXT, (text, context) -> handle(text, context));
  }

  /** Without a handler. */
  Inbox.Builder builder(
      InboxOptions options, RecordSource source, InboxStore through, Transactions transactions) {
    return Inbox.consumer(PAYMENTS)
        .topics(TOPIC)
        .source(source)
        .store(through)
        .transactions(transactions)
        .options(options)
        .listener(notes)
        .clock(clock)
        .random(new Random(7));
  }

  void handle(String text, InboxContext context) throws Exception {
    behaviour.before(text, context);
    store.effect(context.connection(), context.key().orElse("-"), text);
  }

  static InboxOptions options(Consumer<InboxOptions.Builder> with) {
    InboxOptions.Builder builder = InboxOptions.builder().revokeTimeout(Duration.ZERO);
    with.accept(builder);
    return builder.build();
  }

  // Letting it run -------------------------------------------------------------------------------

  /** Steps until nothing is left to do at once. */
  void settle(InboxConsumer consumer) {
    for (int i = 0; i < 10_000; i++) {
      if (!consumer.step()) {
        return;
      }
    }
    throw new AssertionError("the consumer never rests: " + consumer.status());
  }

  void runFor(InboxConsumer consumer, Duration time) {
    for (Duration left = time; !left.isNegative(); left = left.minusMillis(50)) {
      settle(consumer);
      clock.advance(Duration.ofMillis(50));
    }
    settle(consumer);
  }

  /** Runs until the condition holds, for an hour at most. */
  void runUntil(InboxConsumer consumer, BooleanSupplier condition) {
    for (int i = 0; i < 36_000 && !condition.getAsBoolean(); i++) {
      settle(consumer);
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(condition.getAsBoolean()).as("after an hour: %s", consumer.status()).isTrue();
  }

  /** Runs until all is read and nothing stored waits. */
  void drain(InboxConsumer consumer) {
    runUntil(consumer, () -> topics.lag() == 0 && live().isEmpty());
  }

  /** Kills the node: its member is not heard of any more. */
  void evict(InMemorySource source) {
    topics.evict(source);
  }

  // Looking --------------------------------------------------------------------------------------

  /** The texts whose effect is there, in the order of the commits. */
  List<String> effects() {
    return store.effects().stream().map(Effect::value).toList();
  }

  List<String> effects(String key) {
    return store.effects().stream()
        .filter(effect -> effect.key().equals(key))
        .map(Effect::value)
        .toList();
  }

  List<InboxRow> rows() {
    return store.rows(PAYMENTS);
  }

  List<InboxRow> live() {
    return rows().stream()
        .filter(row -> row.state() != RecordState.DEAD && !row.discarded())
        .toList();
  }

  List<InboxRow> dead() {
    return rows().stream().filter(row -> row.state() == RecordState.DEAD).toList();
  }

  static String text(InboxRow row) {
    byte[] value = row.arrival().record().value();
    return value == null
        ? "(tombstone)"
        : new String(value, java.nio.charset.StandardCharsets.UTF_8);
  }

  static String[] numbers(int from, int to) {
    List<String> numbers = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      numbers.add(String.valueOf(i));
    }
    return numbers.toArray(new String[0]);
  }
}
