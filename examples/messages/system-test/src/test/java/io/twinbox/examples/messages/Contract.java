package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The answers as they were agreed: each field's name, place, type and, where it is fixed, value.
 */
final class Contract {
  static final String SENT = "Evento creado y enviado a Kafka exitosamente";
  static final String WAITS =
      "Evento creado pero falló el envío a Kafka. Se reintentará automáticamente.";

  private Contract() {}

  /** The answer to a POST; returns the event's id. */
  static long posted(Http.Reply reply, String estado) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    fields(reply.json(), "success", "evento_id", "estado", "message");
    assertThat(reply.json().get("success").booleanValue()).isTrue();
    assertThat(reply.json().get("estado").stringValue()).isEqualTo(estado);
    assertThat(reply.json().get("message").stringValue())
        .isEqualTo(estado.equals("E") ? SENT : WAITS);
    assertThat(reply.json().get("evento_id").isIntegralNumber()).isTrue();
    return reply.json().get("evento_id").longValue();
  }

  /** A list of events; returns them. */
  static List<JsonNode> eventos(Http.Reply reply) {
    List<JsonNode> events = list(reply, "eventos");
    for (JsonNode event : events) {
      fields(event, "id", "content", "estado", "intentos", "error_message", "created_at");
      assertThat(event.get("id").isIntegralNumber()).isTrue();
      assertThat(event.get("content").isString()).isTrue();
      assertThat(event.get("estado").stringValue()).isIn("Pendiente", "Enviado", "Error");
      assertThat(event.get("intentos").isIntegralNumber()).isTrue();
      JsonNode error = event.get("error_message");
      assertThat(error.isNull() || error.isString()).isTrue();
      assertThat(error.isString()).isEqualTo(event.get("estado").stringValue().equals("Error"));
      Instant.parse(event.get("created_at").stringValue());
    }
    assertThat(events.stream().map(event -> -event.get("id").longValue())).isSorted();
    return events;
  }

  /** A list of processed messages; returns them. */
  static List<JsonNode> messages(Http.Reply reply) {
    List<JsonNode> messages = list(reply, "messages");
    for (JsonNode message : messages) {
      fields(message, "id", "content", "evento_id", "created_at");
      assertThat(message.get("id").isIntegralNumber()).isTrue();
      assertThat(message.get("evento_id").isIntegralNumber()).isTrue();
      assertThat(message.get("content").isString()).isTrue();
      Instant.parse(message.get("created_at").stringValue());
    }
    assertThat(messages.stream().map(message -> -message.get("id").longValue())).isSorted();
    return messages;
  }

  /** A list of that name, whose count is right; returns its items. */
  static List<JsonNode> list(Http.Reply reply, String name) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    fields(reply.json(), "count", name);
    List<JsonNode> items = new ArrayList<>();
    reply.json().get(name).forEach(items::add);
    assertThat(reply.json().get("count").intValue()).isEqualTo(items.size());
    return items;
  }

  static void fields(JsonNode object, String... names) {
    assertThat(object.propertyNames()).as(object.toString()).containsExactly(names);
  }
}
