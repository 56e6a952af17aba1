package io.twinbox.examples.messages.producer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as {@code GET /eventos} tells it.
 *
 * @param intentos attempts that failed: the entry's own, or, while Kafka is away and none of its
 *     own are made, the relay's attempts to reach Kafka since then
 * @param errorMessage why it is not published; null = it is, or nothing has failed
 */
record EventView(
    long id,
    String content,
    String estado,
    int intentos,
    @Nullable String errorMessage,
    Instant createdAt) {

  static EventView of(Event event, Estado estado, int intentos, @Nullable String errorMessage) {
    return new EventView(
        event.id(), event.content(), estado.text(), intentos, errorMessage, event.createdAt());
  }

  boolean is(Estado wanted) {
    return estado.equals(wanted.text());
  }
}
