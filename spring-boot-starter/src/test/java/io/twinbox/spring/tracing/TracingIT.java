package io.twinbox.spring.tracing;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.twinbox.Message;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.Delivery;
import io.twinbox.inbox.InboxContext;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.SpringOutbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * The way of messages through a real application, from an HTTP request on, as a tracing back end
 * sees it.
 */
class TracingIT {
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String RUN = "-" + UUID.randomUUID();
  private static final String ORDERS = "orders" + RUN;
  private static final String RECEIPTS = "receipts" + RUN;
  private static final String BULK = "bulk" + RUN;
  private static final InMemorySpanExporter EXPORTER = InMemorySpanExporter.create();

  private static ConfigurableApplicationContext app;

  @BeforeAll
  static void start() {
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    List.of(ORDERS, RECEIPTS, BULK).forEach(topic -> kafka.createTopic(topic, 1, Map.of()));
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.application.name=shop",
                "--spring.datasource.url="
                    + EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase(),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--twinbox.schema.initialize=always",
                "--twinbox.inbox.consumers.payments.not-worth-retrying="
                    + IllegalStateException.class.getName(),
                "--management.tracing.sampling.probability=1.0",
                "--management.tracing.baggage.remote-fields=tenant",
                "--spring.main.web-application-type=servlet",
                "--server.port=0",
                "--run=" + RUN);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void aRequestAndWhatItsMessageCausesAreOneTrace() {
    SpanData request = request(ORDERS, "o-1");

    // The handler of the order has appended a receipt, which was handled, too.
    SpanData receipt = span("process " + RECEIPTS, request);
    SpanData create = span("create " + ORDERS, request);
    SpanData send = span("send " + ORDERS, request);
    SpanData process = span("process " + ORDERS, request);

    assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(request.getParentSpanId()).as("the caller's").isEqualTo(CALLER);
    assertThat(create.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(create.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(create.getLinks()).isEmpty();
    assertThat(send.getKind()).isEqualTo(SpanKind.CLIENT);
    follows(send, create);
    assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
    follows(process, create);
    SpanData created = span("create " + RECEIPTS, request);
    assertThat(created.getParentSpanId()).isEqualTo(process.getSpanId());
    follows(receipt, created);

    assertThat(TraceParent.of(header("traceparent", "o-1")))
        .isEqualTo(new TraceParent(request.getTraceId(), create.getSpanId(), true));
    for (SpanData each : List.of(create, send, process)) {
      String operation = each.getName().split(" ", -1)[0];
      assertThat(text(each, "messaging.system")).isEqualTo("kafka");
      assertThat(text(each, "messaging.operation.name")).isEqualTo(operation);
      assertThat(text(each, "messaging.operation.type")).isEqualTo(operation);
      assertThat(text(each, "messaging.destination.name")).isEqualTo(ORDERS);
      assertThat(text(each, "messaging.message.id"))
          .isEqualTo(text(create, "messaging.message.id"));
      assertThat(text(each, "messaging.kafka.message.key")).isEqualTo("o-1");
      assertThat(text(each, "error.type")).isNull();
    }
    assertThat(text(send, "server.address")).isEqualTo("127.0.0.1");
    assertThat(send.getAttributes().get(longKey("server.port"))).isPositive();
    assertThat(text(process, "messaging.consumer.group.name")).isEqualTo("payments");
    assertThat(text(process, "messaging.destination.partition.id")).isEqualTo("0");
    assertThat(process.getAttributes().get(longKey("messaging.kafka.offset"))).isNotNegative();
  }

  @Test
  void theCallersBaggageIsTheHandlersToo() {
    SpanData request = request(ORDERS, "o-2");
    span("process " + RECEIPTS, request);

    assertThat(header("baggage", "o-2")).isEqualTo("tenant=acme");
    assertThat(app.getBean(Handlers.class).tenants).containsEntry("o-2", "acme");
  }

  @Test
  void aBatchIsATraceOfItsOwnWithALinkToEachCreation() {
    SpanData request = request(BULK, "b-1", "b-2", "b-3");

    await().until(() -> batches().stream().mapToLong(TracingIT::size).sum() == 3);
    List<SpanContext> creations =
        spans("create " + BULK).stream().map(SpanData::getSpanContext).toList();
    assertThat(creations).hasSize(3);
    List<LinkData> links = batches().stream().flatMap(it -> it.getLinks().stream()).toList();
    assertThat(links)
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactlyElementsOf(creations.stream().map(SpanContext::getSpanId).toList());
    assertThat(links)
        .extracting(link -> link.getAttributes().get(stringKey("messaging.kafka.message.key")))
        .containsExactly("b-1", "b-2", "b-3");
    for (SpanData batch : batches()) {
      assertThat(batch.getKind()).isEqualTo(SpanKind.CONSUMER);
      assertThat(batch.getParentSpanContext().isValid()).isFalse();
      assertThat(batch.getTraceId()).isNotEqualTo(request.getTraceId());
      assertThat(text(batch, "messaging.destination.name")).isEqualTo(BULK);
    }
  }

  @Test
  void aHandlerThatFailsMarksItsSpan() {
    SpanData request = request(ORDERS, "bad");

    SpanData process = span("process " + ORDERS, request);
    assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(process, "error.type")).isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void aPublicationThatFailsMarksItsSpan() {
    SpanData request = request("missing" + RUN, "m-1");

    SpanData send = span("send missing" + RUN, request);
    assertThat(send.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(send, "error.type")).isEqualTo("parked");
  }

  /** What the application made of an HTTP request that comes in somebody's trace. */
  private static SpanData request(String topic, String... keys) {
    String trace = UUID.randomUUID().toString().replace("-", "");
    RestClient.create("http://localhost:" + app.getEnvironment().getProperty("local.server.port"))
        .post()
        .uri("/{topic}?keys={keys}", topic, String.join(",", keys))
        .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
        .header("baggage", "tenant=acme")
        .retrieve()
        .toBodilessEntity();
    await()
        .until(
            () -> spans("http post /{topic}").stream().map(SpanData::getTraceId).toList(),
            ids -> ids.contains(trace));
    return spans("http post /{topic}").stream()
        .filter(span -> span.getTraceId().equals(trace))
        .findFirst()
        .orElseThrow();
  }

  private static String header(String name, String key) {
    return app.getBean(JdbcClient.class)
        .sql("SELECT headers ->> ? FROM twinbox.outbox WHERE topic = ? AND key = ?")
        .params(name, ORDERS, key)
        .query(String.class)
        .single();
  }

  private static List<SpanData> spans(String name) {
    return EXPORTER.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  /** The first span of that name in the trace of a request, once there is one. */
  private static SpanData span(String name, SpanData request) {
    await()
        .until(
            () -> spans(name).stream().map(SpanData::getTraceId).toList(),
            ids -> ids.contains(request.getTraceId()));
    return spans(name).stream()
        .filter(span -> span.getTraceId().equals(request.getTraceId()))
        .findFirst()
        .orElseThrow();
  }

  private static List<SpanData> batches() {
    return spans("process " + BULK);
  }

  private static long size(SpanData batch) {
    return batch.getAttributes().get(longKey("messaging.batch.message_count"));
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(stringKey(attribute));
  }

  private static void follows(SpanData later, SpanData creation) {
    assertThat(later.getParentSpanId()).isEqualTo(creation.getSpanId());
    assertThat(later.getLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getSpanContext().getTraceId()).isEqualTo(creation.getTraceId());
              assertThat(link.getSpanContext().getSpanId()).isEqualTo(creation.getSpanId());
            });
    assertThat(later.getStartEpochNanos()).isGreaterThanOrEqualTo(creation.getStartEpochNanos());
    assertThat(later.getEndEpochNanos()).isGreaterThanOrEqualTo(later.getStartEpochNanos());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    SpanProcessor spans() {
      return SimpleSpanProcessor.create(EXPORTER);
    }

    @Bean
    Shop shop(SpringOutbox outbox) {
      return new Shop(outbox);
    }

    @Bean
    Handlers handlers(SpringOutbox outbox, Tracer tracer) {
      return new Handlers(outbox, tracer);
    }
  }

  @RestController
  static class Shop {
    private final SpringOutbox outbox;

    Shop(SpringOutbox outbox) {
      this.outbox = outbox;
    }

    @PostMapping("/{topic}")
    @Transactional
    public void append(
        @PathVariable("topic") String topic, @RequestParam("keys") List<String> keys) {
      for (String key : keys) {
        outbox.append(Message.builder().topic(topic).key(key).type("Text").text(key).build());
      }
    }
  }

  static class Handlers {
    private final Map<String, String> tenants = new ConcurrentHashMap<>();
    private final SpringOutbox outbox;
    private final Tracer tracer;

    Handlers(SpringOutbox outbox, Tracer tracer) {
      this.outbox = outbox;
      this.tracer = tracer;
    }

    @InboxHandler(consumer = "payments", topics = "orders${run}")
    void pay(byte[] order, InboxContext context) {
      if (context.key().orElseThrow().equals("bad")) {
        throw new IllegalStateException("no money");
      }
      tenants.put(context.key().orElseThrow(), String.valueOf(tracer.getBaggage("tenant").get()));
      outbox.append(Message.builder().topic(RECEIPTS).type("Text").payload(order).build());
    }

    @InboxHandler(consumer = "receipts", topics = "receipts${run}")
    void file(byte[] receipt) {}

    @InboxHandler(consumer = "bulk", topics = "bulk${run}")
    void take(List<Delivery<byte[]>> bulk) {}
  }
}
