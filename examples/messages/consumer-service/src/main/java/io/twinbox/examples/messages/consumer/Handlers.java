package io.twinbox.examples.messages.consumer;

import io.twinbox.spring.InboxHandler;
import java.math.BigDecimal;
import org.springframework.stereotype.Component;

/**
 * What is done with a message, by its type. Each call runs in the transaction that also holds the
 * message's id: whatever dies, and whatever Kafka delivers again, the effect is there once. One
 * that throws is tried three times and is a dead letter then, and so is a type that nobody handles.
 */
@Component
class Handlers {
  static final String GROUP = "message-processor-group";
  private static final String TOPIC = "${messages.topic}";

  private final MessageTables tables;

  Handlers(MessageTables tables) {
    this.tables = tables;
  }

  /** What the producer tells. */
  record Received(long eventoId, String content) {}

  /** The usual one. */
  @InboxHandler(consumer = GROUP, topics = TOPIC, types = "mensaje")
  void message(Received message) {
    tables.store(message.content(), message.eventoId());
  }

  /** One that somebody on call has to see. */
  @InboxHandler(consumer = GROUP, topics = TOPIC, types = "aviso")
  void alert(Received message) {
    tables.store(message.content(), message.eventoId());
    tables.alert(message.eventoId(), message.content());
  }

  /** One whose content is a sum of money; what is none fails. */
  @InboxHandler(consumer = GROUP, topics = TOPIC, types = "importe")
  void amount(Received message) {
    tables.store(message.content(), message.eventoId());
    tables.amount(message.eventoId(), new BigDecimal(message.content().strip()));
  }
}
