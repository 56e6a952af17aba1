package io.twinbox.examples.messages.producer;

import io.twinbox.Message;
import io.twinbox.spring.Appended;
import io.twinbox.spring.SpringOutbox;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.ObjectMapper;

/** Makes events: the row and its message, or neither. */
@Service
class Events {
  private final EventTable table;
  private final SpringOutbox outbox;
  private final ObjectMapper mapper;
  private final MessagesProperties properties;

  Events(
      EventTable table, SpringOutbox outbox, ObjectMapper mapper, MessagesProperties properties) {
    this.table = table;
    this.outbox = outbox;
    this.mapper = mapper;
    this.properties = properties;
  }

  /** An event that was made; its message is on its way once the transaction has committed. */
  record Made(long id, Appended message) {}

  /** What the consumer gets. */
  record Payload(long eventoId, String content) {}

  @Transactional
  Made make(String type, String content) {
    long id = table.nextId();
    Appended message =
        outbox.append(
            Message.builder()
                .topic(properties.topic())
                .key(properties.partitionBy().key(id, type))
                .type(type)
                .payload(mapper.writeValueAsBytes(new Payload(id, content)))
                .build());
    // Now, and not at the commit: the event's row holds the place of its entry.
    outbox.write();
    table.insert(id, type, content, message.id(), message.seq().orElseThrow());
    return new Made(id, message);
  }
}
