package io.twinbox.spring.tracing;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.twinbox.Message;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the spans of a message have in common: their names and attributes are those of
 * OpenTelemetry's conventions for messaging, version 1.43. Thread-safe.
 *
 * @param tracer the application's
 * @param propagator the application's, which also carries its baggage
 */
record MessageSpans(Tracer tracer, Propagator propagator) {
  static final String MESSAGE_ID = "messaging.message.id";
  static final String MESSAGE_KEY = "messaging.kafka.message.key";
  static final String PARTITION = "messaging.destination.partition.id";
  static final String OFFSET = "messaging.kafka.offset";
  static final String GROUP = "messaging.consumer.group.name";
  static final String BATCH_SIZE = "messaging.batch.message_count";
  static final String ERROR_TYPE = "error.type";
  private static final String DESTINATION = "messaging.destination.name";
  private static final Logger LOG = LoggerFactory.getLogger(MessageSpans.class);

  /** A message's headers by name. */
  @FunctionalInterface
  interface Headers {
    @Nullable String get(String name);
  }

  /** Describes an operation, on one topic or on several. */
  static Span.Builder describe(
      Span.Builder span, String operation, String system, @Nullable String topic) {
    span.name(topic == null ? operation : operation + " " + topic)
        .tag("messaging.system", system)
        .tag("messaging.operation.name", operation)
        .tag("messaging.operation.type", operation);
    return topic == null ? span : span.tag(DESTINATION, topic);
  }

  /** Describes the message of an operation on one. */
  static Span.Builder describe(Span.Builder span, UUID id, @Nullable String key) {
    span.tag(MESSAGE_ID, id.toString());
    return key == null ? span : span.tag(MESSAGE_KEY, key);
  }

  /**
   * A span of a message's own trace, linked to its creation: the link is what the conventions ask
   * for, and the same context as parent makes one trace of it.
   */
  Span.Builder following(Headers headers) {
    Span.Builder span = propagator.extract(headers, (carrier, name) -> headers.get(name));
    TraceParent creation = TraceParent.of(headers.get(TraceParent.HEADER));
    if (creation == null) {
      return span;
    }
    if (!propagator.fields().contains(TraceParent.HEADER)) {
      span.setParent(creation.context(tracer)); // The application propagates in another format.
    }
    return span.addLink(new Link(creation.context(tracer)));
  }

  /** A link to the creation of one message of several. */
  Link link(TraceParent creation, Map<String, Object> attributes) {
    return new Link(creation.context(tracer), attributes);
  }

  /** What goes wrong with tracing costs a span, and nothing else. */
  static void attempt(Runnable tracing) {
    try {
      tracing.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Not traced cause:{}", e.toString());
    }
  }

  /** The name of the system behind a channel. */
  static String system(String channel) {
    return Message.DEFAULT_CHANNEL.equals(channel) ? "kafka" : channel;
  }
}
