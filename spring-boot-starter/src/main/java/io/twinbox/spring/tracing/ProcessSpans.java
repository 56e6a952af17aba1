package io.twinbox.spring.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.twinbox.inbox.AroundHandler;
import io.twinbox.inbox.InboxContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code process} span around each call of a handler: what the handler does, and what it appends,
 * belongs to it. That of a single record is in the record's trace. That of a batch begins a trace
 * of its own, with a link to the creation of each record: it can have one parent only. Thread-safe.
 */
final class ProcessSpans implements AroundHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessSpans.class);

  private final MessageSpans spans;

  ProcessSpans(MessageSpans spans) {
    this.spans = spans;
  }

  @Override
  public void one(InboxContext context, Call call) throws Exception {
    proceed(started(() -> single(context)), call);
  }

  @Override
  public void many(List<InboxContext> contexts, Call call) throws Exception {
    proceed(started(() -> batch(contexts)), call);
  }

  /** Tracing that fails must not fail the handler. */
  private static @Nullable Span started(Supplier<Span.Builder> span) {
    try {
      return span.get().kind(Span.Kind.CONSUMER).start();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Not traced cause:{}", e.toString());
      return null;
    }
  }

  private void proceed(@Nullable Span span, Call call) throws Exception {
    if (span == null) {
      call.proceed();
      return;
    }
    Tracer.SpanInScope scope = scope(span);
    try {
      call.proceed();
    } catch (Throwable e) {
      MessageSpans.attempt(() -> span.tag(MessageSpans.ERROR_TYPE, e.getClass().getName()));
      MessageSpans.attempt(() -> span.error(e));
      throw e;
    } finally {
      if (scope != null) {
        MessageSpans.attempt(scope::close);
      }
      MessageSpans.attempt(span::end);
    }
  }

  /** Null = the handler is called all the same, and what it does belongs to no span. */
  private Tracer.@Nullable SpanInScope scope(Span span) {
    try {
      return spans.tracer().withSpan(span);
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Not traced cause:{}", e.toString());
      return null;
    }
  }

  private Span.Builder single(InboxContext context) {
    Span.Builder span = spans.following(name -> context.header(name).orElse(null));
    MessageSpans.describe(span, "process", "kafka", context.topic());
    attributes(context)
        .forEach(
            (name, value) -> {
              if (value instanceof Long number) {
                span.tag(name, number);
              } else {
                span.tag(name, value.toString());
              }
            });
    return span.tag(MessageSpans.GROUP, context.consumer());
  }

  private Span.Builder batch(List<InboxContext> contexts) {
    InboxContext first = contexts.get(0);
    boolean oneTopic = contexts.stream().allMatch(it -> it.topic().equals(first.topic()));
    Span.Builder span = spans.tracer().spanBuilder().setNoParent();
    MessageSpans.describe(span, "process", "kafka", oneTopic ? first.topic() : null)
        .tag(MessageSpans.GROUP, first.consumer())
        .tag(MessageSpans.BATCH_SIZE, contexts.size());
    for (InboxContext context : contexts) {
      TraceParent creation = TraceParent.of(context.header(TraceParent.HEADER).orElse(null));
      if (creation != null) {
        span.addLink(spans.link(creation, attributes(context)));
      }
    }
    return span;
  }

  /** Of one record: on its span, or on its link. */
  private static Map<String, Object> attributes(InboxContext context) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(MessageSpans.MESSAGE_ID, context.idText());
    context.key().ifPresent(key -> attributes.put(MessageSpans.MESSAGE_KEY, key));
    attributes.put(MessageSpans.PARTITION, String.valueOf(context.partition()));
    attributes.put(MessageSpans.OFFSET, context.offset());
    return attributes;
  }
}
