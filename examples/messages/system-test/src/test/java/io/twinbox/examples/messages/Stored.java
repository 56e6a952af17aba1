package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What the database holds, asked directly, beside what the services say. */
final class Stored {
  static final String LATE = "Kafka no ha confirmado el evento todavía";

  /** Events that no handler will store, in all tests of this JVM. */
  private static final Set<Long> UNHANDLED = ConcurrentHashMap.newKeySet();

  private final Scene scene;

  Stored(Scene scene) {
    this.scene = scene;
  }

  /** This one has no handler. */
  void expectDead(long event) {
    UNHANDLED.add(event);
  }

  /** This one goes to a topic that nobody reads. */
  void elsewhere(long event) {
    UNHANDLED.add(event);
  }

  /** Waits until each event is in one stored message, and no other message is there. */
  void awaitEachOnce() {
    await()
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              List<Long> events = scene.numbers("SELECT id FROM eventos ORDER BY id");
              events.removeAll(UNHANDLED);
              List<Long> messages =
                  scene.numbers(
                      """
                      SELECT evento_id FROM messages
                      WHERE evento_id IN (SELECT id FROM eventos) ORDER BY evento_id
                      """);
              messages.removeAll(UNHANDLED);
              assertThat(messages).isEqualTo(events);
            });
    assertThat(scene.numbers("SELECT evento_id FROM messages GROUP BY 1 HAVING count(*) > 1"))
        .as("stored more than once")
        .isEmpty();
  }

  /** Waits until nothing waits any more. */
  void awaitEnviado() {
    await()
        .untilAsserted(
            () -> {
              assertThat(Contract.eventos(producer().get("/eventos?estado=Pendiente"))).isEmpty();
              assertThat(Contract.eventos(producer().get("/eventos?estado=Error")))
                  .allMatch(event -> isDead(event.get("id").longValue()));
            });
  }

  /** The published events, newest first. */
  List<Long> published() {
    return Contract.eventos(producer().get("/eventos?estado=Enviado&limite=10000")).stream()
        .map(event -> event.get("id").longValue())
        .toList();
  }

  JsonNode event(long id) {
    return Contract.eventos(producer().get("/eventos?limite=1&antes_de=" + (id + 1))).get(0);
  }

  /** Waits for a dead letter whose field has that value. */
  JsonNode awaitDeadLetter(Http service, String field, String value) {
    return await().until(() -> deadLetter(service, field, value), Optional::isPresent).get();
  }

  private static Optional<JsonNode> deadLetter(Http service, String field, String value) {
    return Contract.list(service.get("/dead-letters"), "dead_letters").stream()
        .filter(letter -> letter.get(field).asString().equals(value))
        .findFirst();
  }

  private boolean isDead(long event) {
    return deadLetter(producer(), "evento_id", Long.toString(event)).isPresent();
  }

  /** An event whose message goes to another topic, as another program might append it. */
  long appendTo(String topic) {
    return scene.number(
        """
        WITH entry AS (
          INSERT INTO twinbox.outbox (topic, key, type, payload)
          VALUES ('%s', 'k', 'mensaje', '{}') RETURNING id, seq
        )
        INSERT INTO eventos (type, content, message_id, seq)
        SELECT 'mensaje', 'a otro topic', id, seq FROM entry RETURNING id
        """
            .formatted(topic));
  }

  /** As if everything had happened so much earlier. */
  void makeOld(Duration by) {
    scene.execute("UPDATE eventos SET created_at = created_at - interval '%s'".formatted(by));
    scene.execute("UPDATE twinbox.relay_journal SET at = at - interval '%s'".formatted(by));
    scene.execute("UPDATE twinbox.parked SET ended_at = ended_at - interval '%s'".formatted(by));
  }

  private Http producer() {
    return scene.producer();
  }
}
