package io.twinbox.examples.firststeps;

import io.twinbox.EntryState;
import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxContext;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.relay.Relay;
import io.twinbox.spi.Entry;
import io.twinbox.spi.RelayId;
import io.twinbox.testing.InMemoryInboxStore;
import io.twinbox.testing.InMemoryOutboxStore;
import io.twinbox.testing.InMemoryPublisher;
import io.twinbox.testing.InMemoryTopics;
import io.twinbox.testing.InboxRow;
import io.twinbox.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shop and a payment service with a database each and a topic between them, all in memory, and
 * everything that usually runs in threads of its own done by hand. For one thread.
 */
final class OneProcess {
  private static final RelayId SHOP = new RelayId("shop", "kafka");
  private static final String PAYMENTS = "payments";
  private static final int ENOUGH_STEPS = 20;

  private final ManualClock clock = new ManualClock(Instant.now());
  private final InMemoryOutboxStore shop = new InMemoryOutboxStore(clock);
  private final InMemoryPublisher published = new InMemoryPublisher();
  private final InMemoryTopics topics = new InMemoryTopics(clock, 1);
  private final InMemoryInboxStore payments = new InMemoryInboxStore(clock);
  private final List<String> notes = new ArrayList<>();
  private boolean bankIsOpen = true;
  private int delivered;

  private final Relay relay =
      Relay.builder()
          .name(SHOP.name())
          .store(shop)
          .publisher(published)
          .clock(clock)
          .executor(Runnable::run)
          .build();

  private final InboxConsumer consumer =
      Inbox.consumer(PAYMENTS)
          .topics("orders")
          .source(topics.source())
          .store(payments)
          .transactions(payments)
          .options(InboxOptions.builder().mode(InboxMode.STORE_FIRST).build())
          .on("OrderPlaced", OrderPlaced.class, this::pay)
          .clock(clock)
          .build();

  /** The shop's database. */
  InMemoryOutboxStore shop() {
    return shop;
  }

  void openBank() {
    bankIsOpen = true;
  }

  void closeBank() {
    bankIsOpen = false;
  }

  /** The handler: what it does takes effect together with the message's id, or not at all. */
  private void pay(OrderPlaced order, InboxContext context) {
    note(order.customer() + "'s order is handled, attempt " + context.attempt());
    payments.effect(context.connection(), order.customer(), "paid a " + order.item());
    if (!bankIsOpen) {
      throw new IllegalStateException("the bank is closed");
    }
  }

  /** The relay publishes what is committed, and the topic has it. */
  void publish() {
    for (int i = 0; i < ENOUGH_STEPS; i++) {
      relay.step();
      clock.advance(Duration.ofMillis(20));
    }
    List<Entry> all = published.arrived();
    all.subList(delivered, all.size()).forEach(this::deliver);
    delivered = all.size();
  }

  /** All of it comes a second time, as after a crash in front of the acknowledgement. */
  void publishAgain() {
    published.arrived().forEach(this::deliver);
  }

  private void deliver(Entry entry) {
    topics.send(entry.topic(), entry.key(), entry.id().toString(), entry.type(), entry.payload());
  }

  /** The payment service reads the topic, and handles what has come or is due. */
  void consume() {
    for (int i = 0; i < ENOUGH_STEPS; i++) {
      consumer.step();
      clock.advance(Duration.ofMillis(20));
    }
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  /** Remembers what has happened, and how all messages stand. */
  void note(String what) {
    notes.add(String.format(Locale.ROOT, "%-42s %s", what, states()));
  }

  List<String> notes() {
    return notes;
  }

  /** By customer: the state in the shop's outbox, then that in the payment service's inbox. */
  private Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    Map<Long, EntryState> entries = shop.states(SHOP);
    entries.forEach((seq, state) -> states.put(customer(seq), state.toString()));
    payments.effects().forEach(effect -> states.merge(effect.key(), "COMPLETED", OneProcess::and));
    payments.rows(PAYMENTS).forEach(row -> states.merge(key(row), state(row), OneProcess::and));
    return states;
  }

  private static String and(String outbox, String inbox) {
    return outbox + " " + inbox;
  }

  /** Customers order one after the other. */
  private static String customer(long seq) {
    return seq == 1 ? "ada" : "bob";
  }

  private static String key(InboxRow row) {
    byte[] key = row.arrival().record().key();
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  private static String state(InboxRow row) {
    return switch (row.state()) {
      case RECEIVED -> "RECEIVED";
      case PARKED -> "FAILED";
      case DEAD -> "DEAD";
    };
  }
}
