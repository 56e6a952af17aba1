package io.twinbox.spring.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.twinbox.Message;
import io.twinbox.spring.outbox.AtAppend;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@code create} span for each message that is appended, whose context goes with the message: it
 * is stored with the entry, and travels in the record's headers.
 *
 * <p>A message that brings a context of its own keeps it, and gets no span. In a trace that nobody
 * records there is no span either: its context is handed on, so that nobody else records it.
 */
final class CreateSpans implements AtAppend {
  /** Each of them is a creation context of the application's own. */
  private static final Set<String> CONTEXTS = Set.of(TraceParent.HEADER, "b3", "x-b3-traceid");

  private final MessageSpans spans;

  CreateSpans(MessageSpans spans) {
    this.spans = spans;
  }

  @Override
  public Message appended(Message message) {
    if (message.headers().keySet().stream().anyMatch(CreateSpans::isContext)) {
      return message;
    }
    Span current = spans.tracer().currentSpan();
    if (current != null && Boolean.FALSE.equals(current.context().sampled())) {
      return carrying(message, current.context());
    }
    Span.Builder builder = spans.tracer().spanBuilder().kind(Span.Kind.PRODUCER);
    MessageSpans.describe(
        builder, "create", MessageSpans.system(message.channel()), message.topic());
    Span span = MessageSpans.describe(builder, message.id(), message.key()).start();
    try {
      return carrying(message, span.context());
    } finally {
      span.end();
    }
  }

  private static boolean isContext(String header) {
    return CONTEXTS.stream().anyMatch(header::equalsIgnoreCase);
  }

  private Message carrying(Message message, TraceContext context) {
    TraceParent creation = TraceParent.of(context);
    if (creation == null) {
      return message;
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    spans.propagator().inject(context, headers, (all, name, value) -> headers.put(name, value));
    // Whatever the application propagates otherwise: consumers in any language know this one.
    headers.putIfAbsent(TraceParent.HEADER, creation.header());
    headers.keySet().removeAll(message.headers().keySet());
    return message.withHeaders(headers);
  }
}
