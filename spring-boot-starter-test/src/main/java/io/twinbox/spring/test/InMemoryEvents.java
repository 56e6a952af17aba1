package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.topics.DeclaredTopics;
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

  private boolean isNew(Object event) {
    RecordedTransaction running = recording.running();
    return running == null || running.isNew(event);
  }

  @Override
  public void afterCommit(Runnable action) {
    RecordedTransaction running = recording.running();
    if (running != null) {
      running.afterCommit(action);
    }
  }
}
