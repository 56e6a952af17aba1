package io.twinbox.spring.outbox;

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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Puts messages into the {@link Pending} ones of the running transaction. */
final class TransactionOutbox implements SpringOutbox {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionOutbox.class);

  private final Limits limits;
  private final DeclaredTopics topics;
  private final PendingMessages pendings;
  private final Supplier<List<AtAppend>> hooks;

  TransactionOutbox(
      Limits limits,
      DeclaredTopics topics,
      PendingMessages pendings,
      Supplier<List<AtAppend>> hooks) {
    this.limits = limits;
    this.topics = topics;
    this.pendings = pendings;
    this.hooks = hooks;
  }

  @Override
  public Appended append(Message message) {
    return append(message, message);
  }

  @Override
  public List<Appended> append(List<Message> messages) {
    int index = 0;
    for (Message message : messages) {
      check(message, index++);
    }
    Pending running = running();
    List<Appended> handles = new ArrayList<>(messages.size());
    for (Message message : messages) {
      handles.add(take(running, message, message));
    }
    return handles;
  }

  @Override
  public <T> Appended append(Topic<T> topic, T event) {
    return append(event, topic.message(event));
  }

  @Override
  public Appended appendEvent(Object event) {
    return topics
        .topicFor(event)
        .map(topic -> append(topic, event))
        .orElseThrow(() -> undeclared(event));
  }

  @Override
  public void write() {
    pendings.write(running());
  }

  private Appended append(Object event, Message message) {
    check(message, 0);
    return take(running(), event, message);
  }

  private static IllegalArgumentException undeclared(Object event) {
    return new IllegalArgumentException(
        "Nothing declares where events of "
            + event.getClass().getName()
            + " go: give the class @OutboxMessage, or declare a bean of type Topic for it");
  }

  private void check(Message message, int index) {
    if (message == null) {
      throw new InvalidMessageException(
          "messages[" + index + "]", "null", "a message", "Leave it out");
    }
    limits.check(message);
  }

  private Appended take(Pending running, Object event, Message message) {
    Message taken = message;
    for (AtAppend hook : hooks.get()) {
      taken = seen(hook, taken);
    }
    return running.take(event, taken);
  }

  private Message seen(AtAppend hook, Message message) {
    try {
      Message seen = hook.appended(message);
      if (seen != message) {
        limits.check(seen);
      }
      return seen;
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Nothing added to a message id:{} cause:{}", message.id(), e.toString());
      return message;
    }
  }

  private Pending running() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new NoTransactionException(Reason.NONE);
    }
    if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
      throw new NoTransactionException(Reason.READ_ONLY);
    }
    Pending running = pendings.running();
    if (running == null) {
      throw new NoTransactionException(Reason.OTHER_DATA_SOURCE);
    }
    if (running.closed()) {
      throw new NoTransactionException(Reason.ENDING);
    }
    return running;
  }
}
