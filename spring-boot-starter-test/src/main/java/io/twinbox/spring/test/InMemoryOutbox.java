package io.twinbox.spring.test;

import io.twinbox.InvalidMessageException;
import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.NoTransactionException;
import io.twinbox.NoTransactionException.Reason;
import io.twinbox.Topic;
import io.twinbox.spring.Appended;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * An outbox that keeps what is appended in memory, for tests without a database. It refuses what
 * the real one refuses: no transaction, a read-only or a committed one, messages above {@link
 * Limits#DEFAULT}; and it forgets what is rolled back. A message counts as published when its
 * transaction has committed. Thread-safe; a transaction is its thread's.
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
  private final DeclaredTopics topics;
  private final Recording recording;
  private final AtomicLong places = new AtomicLong();
  private final TransactionExecutionListener listener = new Listener();

  InMemoryOutbox(DeclaredTopics topics, Recording recording) {
    this.topics = topics;
    this.recording = recording;
  }

  /**
   * An outbox without a context. It knows the events whose class says {@code @OutboxMessage};
   * placeholders stay as they are.
   */
  public static InMemoryOutbox create() {
    return new InMemoryOutbox(DeclaredTopics.byAnnotation(), new Recording());
  }

  /** What was appended. */
  public OutboxProbe probe() {
    return new OutboxProbe(recording, List::of);
  }

  /** Transactions of no database that this outbox takes part in; savepoints and all. */
  public PlatformTransactionManager transactions() {
    InMemoryTransactions transactions = new InMemoryTransactions();
    transactions.addListener(listener);
    return transactions;
  }

  TransactionExecutionListener listener() {
    return listener;
  }

  @Override
  public Appended append(Message message) {
    return take(message, message);
  }

  @Override
  public List<Appended> append(List<Message> messages) {
    int index = 0;
    for (Message message : messages) {
      check(message, index++);
    }
    running();
    List<Appended> handles = new ArrayList<>(messages.size());
    for (Message message : messages) {
      handles.add(take(message, message));
    }
    return handles;
  }

  @Override
  public <T> Appended append(Topic<T> topic, T event) {
    return take(event, topic.message(event));
  }

  @Override
  public Appended appendEvent(Object event) {
    return topics
        .topicFor(event)
        .map(topic -> append(topic, event))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Nothing declares where events of " + event.getClass().getName() + " go"));
  }

  @Override
  public void write() {
    running().write();
  }

  private Appended take(Object event, Message message) {
    check(message, 0);
    RecordedTransaction running = running();
    InMemoryAppended handle = new InMemoryAppended(message.id(), places.incrementAndGet());
    running.add(new Recording.Append(event, message, handle));
    return handle;
  }

  private static void check(@Nullable Message message, int index) {
    if (message == null) {
      throw new InvalidMessageException(
          "messages[" + index + "]", "null", "a message", "Leave it out");
    }
    Limits.DEFAULT.check(message);
  }

  private RecordedTransaction running() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new NoTransactionException(Reason.NONE);
    }
    if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
      throw new NoTransactionException(Reason.READ_ONLY);
    }
    RecordedTransaction running = recording.running();
    if (running == null) {
      throw new NoTransactionException(Reason.OTHER_DATA_SOURCE);
    }
    if (running.closed()) {
      throw new NoTransactionException(Reason.ENDING);
    }
    return running;
  }

  /** As the real outbox: told by the transaction manager, so that nothing gets in too late. */
  private final class Listener implements TransactionExecutionListener {

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
      if (failure == null
          && transaction.isNewTransaction()
          && TransactionSynchronizationManager.isSynchronizationActive()
          && recording.running() == null) {
        recording.begin().of(transaction);
      }
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
      RecordedTransaction running = recording.running();
      if (running != null) {
        running.close(transaction);
      }
    }
  }
}
