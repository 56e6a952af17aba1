package io.twinbox.spring.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.twinbox.inbox.InboxContext;
import io.twinbox.spi.Entry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracer that throws costs spans, and neither a handler nor a publication. */
class BrokenTracerTest {
  private static final String CONTEXT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final List<Class<?>> PARTS =
      List.of(
          Tracer.class, Propagator.class, Span.class, Span.Builder.class, Tracer.SpanInScope.class);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final io.opentelemetry.api.trace.Tracer sdk =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build()
          .get("test");
  private final AtomicInteger calls = new AtomicInteger();
  private int failures = Integer.MAX_VALUE;

  @ParameterizedTest
  @ValueSource(strings = {"extract", "tag", "start", "withSpan", "close", "end"})
  void aHandlerIsCalledOnceAndHasNotFailed(String broken) throws Exception {
    ProcessSpans around = new ProcessSpans(spans(broken));

    around.one(record(), calls::incrementAndGet);
    around.many(List.of(record()), calls::incrementAndGet);

    assertThat(calls).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extract", "tag", "start", "withSpan", "error", "close", "end"})
  void aHandlerThatFailsHasFailedForItsOwnReason(String broken) {
    ProcessSpans around = new ProcessSpans(spans(broken));

    assertThatThrownBy(
            () ->
                around.one(
                    record(),
                    () -> {
                      throw new IllegalArgumentException("the handler's");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the handler's");
  }

  @Test
  void anEntryWhoseSpanFailsCostsTheOthersNothing() {
    failures = 1;
    SendSpans sends = new SendSpans(spans("extract"), null);
    Stream.of("a", "b").map(BrokenTracerTest::entry).forEach(sends::entryPublished);
    sends.batchSettled(1, 2, 0);
    failures = 1;
    sends.entryDead(entry("c"), 1, "refused");
    sends.entryDead(entry("d"), 1, "refused");

    assertThat(exporter.getFinishedSpanItems())
        .extracting(io.opentelemetry.sdk.trace.data.SpanData::getName)
        .containsExactly("send b", "send d");
  }

  /** With a method that throws, wherever it is called on the way. */
  private MessageSpans spans(String broken) {
    Tracer tracer = new OtelTracer(sdk, new OtelCurrentTraceContext(), event -> {});
    Propagator propagator =
        new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), sdk);
    return new MessageSpans(
        (Tracer) wrapped(tracer, broken), (Propagator) wrapped(propagator, broken));
  }

  private Object wrapped(Object real, String broken) {
    Class<?>[] parts =
        PARTS.stream().filter(part -> part.isInstance(real)).toArray(Class<?>[]::new);
    return parts.length == 0
        ? real
        : Proxy.newProxyInstance(getClass().getClassLoader(), parts, new Breaking(real, broken));
  }

  private final class Breaking implements InvocationHandler {
    private final Object real;
    private final String broken;

    Breaking(Object real, String broken) {
      this.real = real;
      this.broken = broken;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals(broken) && failures-- > 0) {
        throw new IllegalStateException("the tracer's");
      }
      Object[] given = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < given.length; i++) {
        if (given[i] != null
            && Proxy.isProxyClass(given[i].getClass())
            && Proxy.getInvocationHandler(given[i]) instanceof Breaking other) {
          given[i] = other.real;
        }
      }
      try {
        return wrapped(method.invoke(real, given), broken);
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    }
  }

  /** Of a record, only what spans ask for. */
  private static InboxContext record() {
    return (InboxContext)
        Proxy.newProxyInstance(
            BrokenTracerTest.class.getClassLoader(),
            new Class<?>[] {InboxContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "header" -> Optional.of(CONTEXT);
                  case "key" -> Optional.of("k");
                  case "partition" -> 0;
                  case "offset" -> 0L;
                  default -> "text";
                });
  }

  private static Entry entry(String topic) {
    return new Entry(
        1,
        UUID.randomUUID(),
        "kafka",
        topic,
        "k",
        "Text",
        "text/plain",
        new byte[1],
        Map.of("traceparent", CONTEXT),
        Instant.now());
  }
}
