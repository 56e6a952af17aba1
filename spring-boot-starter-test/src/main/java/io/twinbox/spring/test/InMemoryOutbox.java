package io.twinbox.spring.test;

import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.spring.Appended;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.outbox.BeforeWriting;
import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.outbox.OutboxInMemory;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * An outbox that keeps what is appended in memory, for tests without a database. It is the real one
 * as far as the database: it refuses no transaction, a read-only or a committed one, and messages
 * above {@link Limits#DEFAULT}; it forgets what is rolled back. A message counts as published when
 * its transaction has committed. Thread-safe; a transaction is its thread's.
 *
 * <p>Without a context:
 *
 * <pre>{@code
 * InMemoryOutbox outbox = InMemoryOutbox.create();
 * TransactionTemplate tx = new TransactionTemplate(outbox.transactions());
 * tx.executeWithoutResult(status -> new Orders(outbox).place(order));
 * assertThat(outbox.probe()).appendedExactly(new OrderPlaced(order));
 * }</pre>
 */
public final class InMemoryOutbox implements SpringOutbox {
  private final Recording recording;
  private final OutboxInMemory parts;

  InMemoryOutbox(DeclaredTopics topics, Supplier<List<BeforeWriting>> hooks, Recording recording) {
    this.recording = recording;
    this.parts = new OutboxInMemory(topics, hooks, recording);
  }

  /**
   * An outbox without a context. It knows the events whose class says {@code @OutboxMessage};
   * placeholders stay as they are.
   */
  public static InMemoryOutbox create() {
    return new InMemoryOutbox(DeclaredTopics.byAnnotation(), List::of, new Recording());
  }

  /** What was appended. */
  public OutboxProbe probe() {
    return new OutboxProbe(recording, List::of);
  }

  /** Transactions of no database that this outbox takes part in; savepoints and all. */
  public PlatformTransactionManager transactions() {
    InMemoryTransactions transactions = new InMemoryTransactions();
    transactions.addListener(listener());
    return transactions;
  }

  TransactionExecutionListener listener() {
    return parts.listener();
  }

  EventSink events() {
    return parts.events();
  }

  @Override
  public Appended append(Message message) {
    return parts.outbox().append(message);
  }

  @Override
  public List<Appended> append(List<Message> messages) {
    return parts.outbox().append(messages);
  }

  @Override
  public <T> Appended append(Topic<T> topic, T event) {
    return parts.outbox().append(topic, event);
  }

  @Override
  public Appended appendEvent(Object event) {
    return parts.outbox().appendEvent(event);
  }

  @Override
  public void write() {
    parts.outbox().write();
  }
}
