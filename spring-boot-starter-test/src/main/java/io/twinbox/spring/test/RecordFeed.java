package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.Topic;
import io.twinbox.json.JsonCodec;
import io.twinbox.spi.BatchId;
import io.twinbox.spi.Entry;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.Outcomes;
import io.twinbox.spi.PublishResult;
import io.twinbox.spi.RelayId;
import io.twinbox.spring.topics.DeclaredTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * Feeds handlers: writes records to the context's topics as another application's relay would, past
 * this application's outbox. Thread-safe; one record at a time.
 */
public final class RecordFeed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RelayId FOREIGN = new RelayId("test", Message.DEFAULT_CHANNEL);

  private final MessagePublisher publisher;
  private final DeclaredTopics topics;
  private final ObjectMapper mapper;
  private long sent;

  RecordFeed(MessagePublisher publisher, DeclaredTopics topics, ObjectMapper mapper) {
    this.publisher = publisher;
    this.topics = topics;
    this.mapper = mapper;
  }

  /**
   * Sends an event as the application itself would, and waits for Kafka to have it: if its class is
   * declared for a topic, with the type, the payload and the headers that are declared; else as
   * JSON, its class's simple name as the type.
   *
   * @param topic where to, whatever is declared
   * @param key null = none
   * @return the message's id, for {@link InboxAssert#handled}
   * @throws IllegalStateException if Kafka does not take it, with the reason
   */
  @SuppressWarnings("unchecked") // An object's own class.
  public UUID send(String topic, @Nullable String key, Object event) {
    Message.Builder message = Message.builder().topic(topic).key(key);
    Topic<Object> declared = topics.topicFor(event).orElse(null);
    if (declared != null) {
      return send(like(declared.message(event), message));
    }
    Class<Object> type = (Class<Object>) event.getClass();
    return send(
        message
            .type(type.getSimpleName())
            .payload(JsonCodec.of(type, mapper).encode(event))
            .build());
  }

  private static Message like(Message declared, Message.Builder message) {
    message.type(declared.type()).contentType(declared.contentType()).headers(declared.headers());
    byte[] payload = declared.payload();
    return (payload == null ? message.tombstone() : message.payload(payload)).build();
  }

  /**
   * Sends a message as it is, and waits for Kafka to have it. Sent twice it arrives twice, with the
   * same id.
   *
   * @return its id
   * @throws IllegalStateException if Kafka does not take it, with the reason
   */
  public synchronized UUID send(Message message) {
    sent++;
    CountDownLatch ended = new CountDownLatch(1);
    Outcomes outcomes = new Outcomes(1, true, ended::countDown);
    publisher.publish(new BatchId(FOREIGN, sent), List.of(entry(message)), outcomes);
    try {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw refused(message, "no answer within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(message, "interrupted");
    }
    PublishResult result = outcomes.result(0);
    if (!(result instanceof PublishResult.Published)) {
      throw refused(message, String.valueOf(result == null ? outcomes.lostCause() : result));
    }
    return message.id();
  }

  @SuppressWarnings("NullAway") // Before JDK 22 it does not see that the array may be null.
  private Entry entry(Message message) {
    Instant told = message.occurredAt();
    return new Entry(
        sent,
        message.id(),
        message.channel(),
        message.topic(),
        message.key(),
        message.type(),
        message.contentType(),
        message.payload(),
        message.headers(),
        told == null ? Instant.now() : told);
  }

  private static IllegalStateException refused(Message message, String why) {
    return new IllegalStateException(message + " was not sent: " + why);
  }

  /** Ends the producer; called when the context ends. */
  @Override
  public void close() {
    publisher.close();
  }
}
