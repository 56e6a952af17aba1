package io.twinbox.examples.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The contract field by field, and what happens when parts of the system are away. Each test waits
 * until everything that any test has posted is stored once.
 */
class MessagesIT {
  /** How long a POST waits for its publication: the application's default. */
  private static final Duration WAIT_OF_A_POST = Duration.ofSeconds(5);

  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  private final Scene scene = Scene.shared();
  private final Stored stored = new Stored(scene);
  private final Http producer = scene.producer();
  private final Http consumer = scene.consumer();

  @AfterEach
  void everythingIsStoredOnce() {
    stored.awaitEachOnce();
  }

  @Test
  void theAnswersAreThoseOfTheContract() {
    long id = Contract.posted(producer.message("hola", ""), "E");

    stored.awaitEachOnce();
    stored.awaitEnviado();
    JsonNode event = Contract.eventos(producer.get("/eventos?limite=1")).get(0);
    assertThat(event.get("id").longValue()).isEqualTo(id);
    assertThat(event.get("content").stringValue()).isEqualTo("hola");
    assertThat(event.get("estado").stringValue()).isEqualTo("Enviado");
    assertThat(event.get("intentos").intValue()).isZero();
    JsonNode message = Contract.messages(producer.get("/messages?limite=1")).get(0);
    assertThat(message.get("content").stringValue()).isEqualTo("hola");
    assertThat(message.get("evento_id").longValue()).isEqualTo(id);
  }

  @Test
  void statsAndHealthTellHowThingsStand() {
    JsonNode stats = producer.get("/stats").json();
    Contract.fields(stats, "eventos", "messages");
    Contract.fields(
        stats.get("eventos"), "total", "pendientes", "enviados", "errores", "dead_letters");
    Contract.fields(stats.get("messages"), "total");
    assertThat(producer.get("/health").text())
        .isEqualTo(
            """
            {"status":"OK","service":"producer-api","database":"up","kafka":"up","redis":"up"}\
            """);
    Contract.fields(
        consumer.get("/stats").json(),
        "messages",
        "procesados",
        "duplicados",
        "dead_letters",
        "suma");
    await()
        .untilAsserted(
            () ->
                assertThat(consumer.get("/health").text())
                    .isEqualTo(
                        """
                        {"status":"OK","service":"consumer-service","database":"up",\
                        "consumer":"up","group":"message-processor-group"}\
                        """));
  }

  @Test
  void whatIsNoMessageIsRefusedWithAReason() {
    for (String body :
        List.of("{}", "{\"content\":\" \"}", "{\"content\":\"\\u0000\"}", "[", "7")) {
      Http.Reply reply = producer.body("/messages", body);

      assertThat(reply.status()).as(body).isEqualTo(400);
      Contract.fields(reply.json(), "success", "message");
      assertThat(reply.json().get("success").booleanValue()).isFalse();
    }
    assertThat(producer.message("hola", "%20").status()).isEqualTo(400);
    assertThat(producer.get("/eventos?estado=Quizas").status()).isEqualTo(400);
    assertThat(producer.get("/eventos?limite=0").status()).isEqualTo(400);
    assertThat(producer.get("/eventos?limite=mil").status()).isEqualTo(400);
  }

  @Test
  void pagesAndFiltersLeadThroughAllEvents() {
    for (int i = 0; i < 5; i++) {
      Contract.posted(producer.message("página " + i, ""), "E");
    }
    stored.awaitEnviado();

    List<Long> walked = new ArrayList<>();
    String path = "/eventos?limite=2&estado=Enviado";
    while (!path.isEmpty()) {
      Http.Reply page = producer.get(path);
      Contract.eventos(page).forEach(event -> walked.add(event.get("id").longValue()));
      path = page.next().orElse("");
    }

    assertThat(walked).containsExactlyElementsOf(stored.published()).doesNotHaveDuplicates();
  }

  @Test
  void aHundredPostsAtOnceAreAllAnsweredAndEachIsStoredOnce() throws Exception {
    ExecutorService posters = Executors.newFixedThreadPool(100);
    try {
      List<Future<Http.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String content = "simultáneo " + i;
        replies.add(posters.submit(() -> producer.message(content, "")));
      }
      HashSet<Long> ids = new HashSet<>();
      for (Future<Http.Reply> reply : replies) {
        String estado = reply.get().json().path("estado").asString("?");
        ids.add(Contract.posted(reply.get(), estado));
      }
      assertThat(ids).hasSize(100);
    } finally {
      posters.shutdown();
    }
  }

  @Test
  void eachTypeHasItsHandlerAndAnUnknownOneIsADeadLetter() {
    long aviso = Contract.posted(producer.message("puerta abierta", "aviso"), "E");
    long importe = Contract.posted(producer.message("12.50", "importe"), "E");
    stored.expectDead(Contract.posted(producer.message("?", "desconocido"), "E"));

    stored.awaitEachOnce();
    assertThat(scene.numbers("SELECT evento_id FROM avisos")).contains(aviso);
    assertThat(scene.numbers("SELECT evento_id FROM importes")).contains(importe);
    JsonNode letter = stored.awaitDeadLetter(consumer, "type", "desconocido");
    assertThat(letter.get("fault").stringValue()).isEqualTo("UNKNOWN_TYPE");
  }

  @Test
  void whatCannotBeHandledIsADeadLetterAfterThreeAttemptsAndIsHandledOnceItIsRetried() {
    scene.execute("ALTER TABLE avisos ADD CONSTRAINT mended_later CHECK (content <> 'roto')");
    long event = Contract.posted(producer.message("roto", "aviso"), "E");

    JsonNode letter = stored.awaitDeadLetter(consumer, "type", "aviso");
    Contract.fields(letter, "id", "message_id", "type", "intentos", "fault", "error_message");
    assertThat(letter.get("intentos").intValue()).isEqualTo(3);
    assertThat(letter.get("error_message").stringValue()).contains("mended_later");
    scene.execute("ALTER TABLE avisos DROP CONSTRAINT mended_later");
    String retry = "/dead-letters/" + letter.get("id").longValue() + "/retry";
    assertThat(consumer.post(retry).json().get("success").booleanValue()).isTrue();

    stored.awaitEachOnce();
    assertThat(scene.numbers("SELECT evento_id FROM avisos")).contains(event);
    assertThat(consumer.post(retry).status()).as("nothing to retry any more").isEqualTo(404);
  }

  @Test
  void whatKafkaHasNoTopicForIsADeadLetterAfterThreeAttemptsAndIsPublishedOnceItIsRetried() {
    long event = stored.appendTo("sin-topic");
    stored.elsewhere(event);

    JsonNode letter = stored.awaitDeadLetter(producer, "evento_id", Long.toString(event));
    Contract.fields(letter, "evento_id", "content", "type", "intentos", "error_message", "died_at");
    assertThat(letter.get("intentos").intValue()).isEqualTo(3);
    JsonNode shown = stored.event(event);
    assertThat(shown.get("estado").stringValue()).isEqualTo("Error");
    assertThat(shown.get("intentos").intValue()).isEqualTo(3);
    assertThat(shown.get("error_message").stringValue()).contains("sin-topic");
    scene.running().broker().createTopic("sin-topic", 1, Map.of());
    String retry = "/dead-letters/" + event + "/retry";
    assertThat(producer.post(retry).json().get("success").booleanValue()).isTrue();

    stored.awaitEnviado();
    assertThat(stored.event(event).get("estado").stringValue()).isEqualTo("Enviado");
  }

  @Test
  void whileKafkaIsAwayMessagesAreTakenAndTenSecondsAfterItsReturnAllArePublished() {
    scene.running().broker().stop();
    List<Long> ids = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        long began = System.nanoTime();
        ids.add(Contract.posted(producer.message("sin Kafka " + i, ""), "X"));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isLessThan(i == 0 ? WAIT_OF_A_POST.plusSeconds(2) : WAIT_OF_A_POST);
      }
      await()
          .untilAsserted(
              () -> {
                List<JsonNode> waiting =
                    Contract.eventos(producer.get("/eventos?estado=Error")).stream()
                        .filter(event -> ids.contains(event.get("id").longValue()))
                        .toList();
                assertThat(waiting).hasSize(ids.size());
                for (JsonNode event : waiting) {
                  assertThat(event.get("intentos").intValue()).isPositive();
                  assertThat(event.get("error_message").stringValue()).isNotEqualTo(Stored.LATE);
                }
              });
      assertThat(producer.get("/health").json().get("kafka").stringValue()).isEqualTo("down");
      assertThat(recent()).as("what may still change is not cached").contains("\"Error\"");
    } finally {
      scene.running().broker().start();
    }

    await().atMost(BACK_WITHIN).until(() -> stored.published().containsAll(ids));
    assertThat(recent()).isEqualTo(newest());
  }

  @Test
  void recentEventsAreTheSameWithRedisWithoutItAndWithItAgain() {
    for (int i = 0; i < 3; i++) {
      Contract.posted(producer.message("reciente " + i, ""), "E");
    }
    stored.awaitEnviado();
    assertThat(recent()).isEqualTo(newest());
    assertThat(recent()).as("from the cache").isEqualTo(newest());
    assertThat(cached("hit")).isPositive();

    scene.running().redis().program().stop();
    try {
      Contract.posted(producer.message("sin Redis", ""), "E");
      stored.awaitEnviado();
      assertThat(recent()).isEqualTo(newest());
      assertThat(producer.get("/health").json().get("redis").stringValue()).isEqualTo("down");
      assertThat(cached("failure")).isPositive();
    } finally {
      scene.running().redis().program().start();
    }

    double before = cached("hit");
    await()
        .untilAsserted(
            () -> {
              assertThat(recent()).isEqualTo(newest());
              assertThat(cached("hit")).isGreaterThan(before);
            });
  }

  @Test
  void eventsArePurgedSomeTimeAfterTheirPublicationAndDeadLettersNever() {
    Contract.posted(producer.message("viejo", ""), "E");
    long dead = stored.appendTo("sin-este-topic");
    stored.elsewhere(dead);
    stored.awaitDeadLetter(producer, "evento_id", Long.toString(dead));
    stored.awaitEachOnce();
    stored.awaitEnviado();
    stored.makeOld(Duration.ofDays(31));
    long recent = Contract.posted(producer.message("nuevo", ""), "E");
    stored.awaitEachOnce();

    long purged = producer.post("/eventos/purga").json().get("eliminados").longValue();

    assertThat(purged).isPositive();
    assertThat(scene.numbers("SELECT id FROM eventos ORDER BY id")).containsExactly(dead, recent);
  }

  private String recent() {
    return producer.get("/eventos/recientes").text();
  }

  private String newest() {
    return producer.get("/eventos?limite=20").text();
  }

  private double cached(String result) {
    return Scrape.of(producer).value("messages_cache_total", "result=\"" + result + "\"");
  }
}
