package io.twinbox.spring.outbox;

import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * The outbox without a database, for tests: the same parts, and a log that forgets. Takes part in
 * every transaction whose manager tells {@link #listener()}; a message counts as published when its
 * transaction has committed. Thread-safe.
 */
public final class OutboxInMemory {
  private final SpringOutbox outbox;
  private final EventSink events;
  private final TransactionExecutionListener listener;

  /**
   * Puts the parts together.
   *
   * @param hooks asked before a commit
   * @param told what was committed
   */
  public OutboxInMemory(
      DeclaredTopics topics, Supplier<List<BeforeWriting>> hooks, AfterAppend told) {
    PendingMessages pendings =
        new PendingMessages(
            new Memory(),
            Flush.ofEntities(null),
            hooks,
            () -> List.of(told),
            new PublicationWatch(seqs -> List.of()),
            () -> {});
    this.outbox = new TransactionOutbox(Limits.DEFAULT, topics, pendings, List::of);
    this.events = new TransactionEvents(pendings, topics, outbox);
    this.listener = new ListeningToManagers.Late(() -> pendings);
  }

  /** Takes messages. */
  public SpringOutbox outbox() {
    return outbox;
  }

  /** Takes events. */
  public EventSink events() {
    return events;
  }

  /** To be told of transactions. */
  public TransactionExecutionListener listener() {
    return listener;
  }

  /** All transactions are its own. */
  private static final class Memory implements MessageLog {
    private final AtomicLong last = new AtomicLong();

    @Override
    public @Nullable Object begun() {
      return this;
    }

    @Override
    public List<Long> write(List<Message> messages) {
      return messages.stream().map(message -> last.incrementAndGet()).toList();
    }

    @Override
    public void committed(Handle handle) {
      handle.committed();
      handle.succeed();
    }
  }
}
