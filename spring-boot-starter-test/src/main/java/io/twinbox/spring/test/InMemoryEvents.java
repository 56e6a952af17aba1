package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.topics.DeclaredTopics;
import java.util.Optional;
import java.util.function.Supplier;

/** Appends declared events to the running transaction, each once. */
final class InMemoryEvents implements EventSink {
  private final DeclaredTopics topics;
  private final InMemoryOutbox outbox;
  private final Recording recording;

  InMemoryEvents(DeclaredTopics topics, InMemoryOutbox outbox, Recording recording) {
    this.topics = topics;
    this.outbox = outbox;
    this.recording = recording;
  }

  @Override
  public boolean open() {
    RecordedTransaction running = recording.running();
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
    RecordedTransaction running = recording.running();
    if (running == null) {
      append.run();
    } else if (!running.told(event)) {
      append.run();
      running.tell(event);
    }
  }

  /** Nothing is flushed in front of a commit here, and so nothing can be called late. */
  @Override
  public boolean missed(Object event) {
    return false;
  }

  @Override
  public void afterCommit(Object of, Runnable action) {
    RecordedTransaction running = recording.running();
    if (running != null) {
      running.afterCommit(of, action);
    }
  }
}
