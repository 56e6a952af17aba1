package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.function.Supplier;

/** Appends declared events to the running transaction, each once. */
final class TransactionEvents implements EventSink {
  private final PendingMessages pendings;
  private final DeclaredTopics topics;
  private final SpringOutbox outbox;

  TransactionEvents(PendingMessages pendings, DeclaredTopics topics, SpringOutbox outbox) {
    this.pendings = pendings;
    this.topics = topics;
    this.outbox = outbox;
  }

  @Override
  public boolean open() {
    Pending running = pendings.running();
    return running != null && !running.written();
  }

  @Override
  public void take(Object event) {
    topics
        .topicFor(event)
        .ifPresent(
            topic -> {
              if (isNew(event)) {
                outbox.append(topic, event);
              }
            });
  }

  @Override
  public void take(Object event, Supplier<Message> message) {
    if (isNew(event)) {
      outbox.append(message.get());
    }
  }

  /** Without a transaction it is: the outbox refuses it then, with the reason. */
  private boolean isNew(Object event) {
    Pending running = pendings.running();
    return running == null || running.isNew(event);
  }

  @Override
  public void afterCommit(Runnable action) {
    Pending running = pendings.running();
    if (running != null) {
      running.afterCommit(action);
    }
  }
}
