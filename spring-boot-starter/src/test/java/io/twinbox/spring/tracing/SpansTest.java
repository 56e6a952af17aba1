package io.twinbox.spring.tracing;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.twinbox.Message;
import io.twinbox.spi.Entry;
import io.twinbox.spring.kafka.KafkaConnection;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When there is a span, and what a message carries. */
class SpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final io.opentelemetry.api.trace.Tracer sdk =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build()
          .get("test");
  private final Tracer tracer = new OtelTracer(sdk, new OtelCurrentTraceContext(), event -> {});
  private final MessageSpans spans =
      new MessageSpans(
          tracer,
          new OtelPropagator(
              ContextPropagators.create(W3CTraceContextPropagator.getInstance()), sdk));
  private final CreateSpans creates = new CreateSpans(spans);
  private final SendSpans sends = new SendSpans(spans, new BrokerAddress("kafka-1", 9092));

  @Test
  void aMessageCarriesTheContextOfItsCreation() {
    Message message = creates.appended(message().header("a", "1").build());

    SpanData create = exporter.getFinishedSpanItems().get(0);
    assertThat(message.headers()).containsEntry("a", "1").containsOnlyKeys("a", "traceparent");
    assertThat(TraceParent.of(message.headers().get("traceparent")))
        .isEqualTo(new TraceParent(create.getTraceId(), create.getSpanId(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"traceparent", "TraceParent", "b3", "X-B3-TraceId"})
  void aContextOfTheApplicationsOwnStaysUntouched(String header) {
    Message message = message().header(header, "theirs").build();

    assertThat(creates.appended(message)).isSameAs(message);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aTraceThatNobodyRecordsIsHandedOnWithoutASpan() {
    Span unsampled =
        tracer.spanBuilder().setParent(new TraceParent(TRACE, SPAN, false).context(tracer)).start();
    Tracer.SpanInScope scope = tracer.withSpan(unsampled);
    Message message = creates.appended(message().build());
    scope.close();

    assertThat(TraceParent.of(message.headers().get("traceparent")))
        .isEqualTo(new TraceParent(TRACE, unsampled.context().spanId(), false));
    published(message.headers());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aTracerThatDoesNothingAddsNothing() {
    MessageSpans nothing =
        new MessageSpans(Tracer.NOOP, io.micrometer.tracing.propagation.Propagator.NOOP);
    Message message = message().build();
    assertThat(new CreateSpans(nothing).appended(message)).isSameAs(message);
  }

  @Test
  void whatAForeignProgramAppendedIsSentInItsTrace() {
    published(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));

    SpanData send = exporter.getFinishedSpanItems().get(0);
    assertThat(send.getTraceId()).isEqualTo(TRACE);
    assertThat(send.getLinks())
        .singleElement()
        .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(SPAN));
    assertThat(send.getEndEpochNanos() - send.getStartEpochNanos()).isEqualTo(5_000_000);
    assertThat(send.getAttributes().get(stringKey("server.address"))).isEqualTo("kafka-1");
    assertThat(send.getAttributes().get(longKey("server.port"))).isEqualTo(9092);
  }

  @ParameterizedTest
  @CsvSource({
    "'kafka-1:9092,kafka-2:9093', kafka-1, 9092",
    "'SASL_SSL://kafka.example.com:443', kafka.example.com, 443",
    "'[::1]:9092', ::1, 9092",
  })
  void theBrokerIsTheFirstThatTheClientIsTold(String servers, String host, long port) {
    KafkaConnection kafka = new KafkaConnection(Map.of("bootstrap.servers", servers), Map.of());

    assertThat(BrokerAddress.of(kafka)).isEqualTo(new BrokerAddress(host, port));
  }

  @Test
  void aBrokerThatNobodyTellsIsLeftOut() {
    assertThat(BrokerAddress.of(new KafkaConnection(Map.of(), Map.of()))).isNull();
    SendSpans plain = new SendSpans(spans, null);
    plain.entryPublished(entry(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01")));
    plain.batchSettled(1, 1, 0);

    assertThat(exporter.getFinishedSpanItems())
        .singleElement()
        .satisfies(it -> assertThat(it.getAttributes().get(stringKey("server.address"))).isNull());
  }

  @Test
  void whatCarriesNoTraceIsSentWithoutASpan() {
    published(Map.of());
    published(Map.of("traceparent", "nonsense"));
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, true",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, false",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, true",
  })
  void headersOfTheW3cAreRead(String header, boolean sampled) {
    assertThat(TraceParent.of(header)).isEqualTo(new TraceParent(TRACE, SPAN, sampled));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      })
  void whatIsNoContextIsNone(String header) {
    assertThat(TraceParent.of(header)).isNull();
  }

  private static Message.Builder message() {
    return Message.builder().topic("orders").key("k").type("Text").text("x");
  }

  private void published(Map<String, String> headers) {
    sends.entryPublished(entry(headers));
    sends.batchSettled(1, 1, 5_000_000);
  }

  private static Entry entry(Map<String, String> headers) {
    return new Entry(
        1,
        UUID.randomUUID(),
        "kafka",
        "orders",
        "k",
        "Text",
        "text/plain",
        new byte[1],
        headers,
        Instant.now());
  }
}
