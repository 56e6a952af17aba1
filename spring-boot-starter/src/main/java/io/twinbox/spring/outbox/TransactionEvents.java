package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.Optional;
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
    return running != null && !running.closed();
  }

  @Override
  public boolean take(Object event) {
    Optional<Topic<Object>> topic = topics.topicFor(event);
    topic.ifPresent(declared -> once(event, () -> outbox.append(declared, event)));
    return topic.isPresent();
  }

  @Override
  public void take(Object event, Supplier<Message> message) {
    once(event, () -> outbox.append(message.get()));
  }

  /** Without a transaction the outbox refuses, with the reason. What it refuses is not told. */
  private void once(Object event, Runnable append) {
    Pending running = pendings.running();
    if (running == null) {
      append.run();
    } else if (!running.told(event)) {
      append.run();
      running.tell(event);
    }
  }

  @Override
  public boolean missed(Object event) {
    Pending running = pendings.running();
    return running != null
        && running.closed()
        && !running.told(event)
        && topics.topicFor(event).isPresent();
  }

  @Override
  public void afterCommit(Object of, Runnable action) {
    Pending running = pendings.running();
    if (running != null) {
      running.afterCommit(of, action);
    }
  }
}
