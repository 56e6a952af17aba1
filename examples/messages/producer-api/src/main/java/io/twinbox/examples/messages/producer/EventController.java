package io.twinbox.examples.messages.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinbox.spring.Appended;
import io.twinbox.spring.NotPublishedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages are taken here, and events are told. */
@RestController
class EventController {
  private static final int MOST_CHARACTERS = 100_000;
  private static final String PAGE = "1000";

  /** How long a POST may go on waiting for a Kafka that is known to be away. */
  private static final Duration LOOK_AT_KAFKA = Duration.ofMillis(250);

  private final Events events;
  private final EventList list;
  private final RecentEvents recent;
  private final Purge purge;
  private final RelayWatch relay;
  private final MessagesProperties properties;
  private final Map<Estado, Counter> answers;

  EventController(
      Events events,
      EventList list,
      RecentEvents recent,
      Purge purge,
      RelayWatch relay,
      MessagesProperties properties,
      MeterRegistry meters) {
    this.events = events;
    this.list = list;
    this.recent = recent;
    this.purge = purge;
    this.relay = relay;
    this.properties = properties;
    this.answers = Map.of(Estado.E, counter(meters, Estado.E), Estado.X, counter(meters, Estado.X));
  }

  private static Counter counter(MeterRegistry meters, Estado estado) {
    return Counter.builder("messages.posted")
        .description("Messages taken, by the state in the answer")
        .tag("estado", estado.name())
        .register(meters);
  }

  /** What a POST brings. */
  record NewMessage(@Nullable String content) {
    String checked() {
      if (content == null || content.isBlank()) {
        throw new IllegalRequestException("content es obligatorio");
      }
      if (content.length() > MOST_CHARACTERS || content.indexOf('\0') >= 0) {
        throw new IllegalRequestException(
            "content debe tener hasta " + MOST_CHARACTERS + " caracteres, sin NUL");
      }
      return content;
    }
  }

  /** The answer to a POST. */
  record Creado(boolean success, long eventoId, Estado estado, String message) {
    static Creado published(long id) {
      return new Creado(true, id, Estado.E, "Evento creado y enviado a Kafka exitosamente");
    }

    static Creado waiting(long id) {
      return new Creado(
          true,
          id,
          Estado.X,
          "Evento creado pero falló el envío a Kafka. Se reintentará automáticamente.");
    }
  }

  /** Events, and how many of them. */
  record Eventos(int count, List<EventView> eventos) {}

  /** How many were deleted. */
  record Purgados(int eliminados) {}

  /**
   * Takes a message. Once this has committed nothing is lost; the wait is for the answer's sake,
   * and while Kafka is known to be away there is none.
   *
   * @param type which handler it is for
   */
  @PostMapping("/messages")
  Creado post(
      @RequestBody NewMessage message, @RequestParam(defaultValue = "mensaje") String type) {
    Events.Made made = events.make(type, message.checked());
    Creado answer =
        isPublishedSoon(made.message()) ? Creado.published(made.id()) : Creado.waiting(made.id());
    Objects.requireNonNull(answers.get(answer.estado())).increment();
    return answer;
  }

  private boolean isPublishedSoon(Appended message) {
    try {
      long until = System.nanoTime() + properties.publishWait().toNanos();
      boolean published = false;
      while (!published && !relay.isKafkaDown() && System.nanoTime() < until) {
        published = message.awaitPublished(LOOK_AT_KAFKA);
      }
      return published;
    } catch (NotPublishedException e) {
      return false;
    }
  }

  /** Events, newest first. The header {@code Link} leads to the next page. */
  @GetMapping("/eventos")
  ResponseEntity<Eventos> eventos(
      @RequestParam(required = false) @Nullable String estado,
      @RequestParam(name = "antes_de", defaultValue = "" + Long.MAX_VALUE) long before,
      @RequestParam(defaultValue = PAGE) int limite) {
    Estado wanted = estado == null ? null : Estado.of(estado);
    Page<EventView> page = list.page(wanted, before, Page.limit(limite));
    ResponseEntity.BodyBuilder reply = ResponseEntity.ok();
    if (page.next() != null) {
      String filter = wanted == null ? "" : "&estado=" + wanted;
      reply.header(
          HttpHeaders.LINK,
          "</eventos?antes_de=%d&limite=%d%s>; rel=\"next\""
              .formatted(page.next(), limite, filter));
    }
    return reply.body(new Eventos(page.items().size(), page.items()));
  }

  /** The newest events, through the cache. */
  @GetMapping("/eventos/recientes")
  Eventos recientes() {
    List<EventView> views = recent.list();
    return new Eventos(views.size(), views);
  }

  /** Purges now, and not at the next hour. */
  @PostMapping("/eventos/purga")
  Purgados purga() {
    return new Purgados(purge.run());
  }
}
