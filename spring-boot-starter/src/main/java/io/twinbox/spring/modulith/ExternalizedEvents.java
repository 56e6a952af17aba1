package io.twinbox.spring.modulith;

import io.twinbox.EncodingException;
import io.twinbox.Message;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.outbox.EventSink;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.messaging.MessageHeaders;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.RoutingTarget;
import tools.jackson.databind.ObjectMapper;

/**
 * Appends what Modulith is told to externalize: selected, mapped and routed by its configuration,
 * in the transaction that publishes the event.
 */
final class ExternalizedEvents {
  private static final ParserContext TEMPLATE = ParserContext.TEMPLATE_EXPRESSION;

  private static final String OCTETS = "application/octet-stream";

  /** By these headers a message of Spring says what is the record's own, and of itself. */
  private static final String TOPIC = "kafka_topic";

  private static final String KEY = "kafka_messageKey";
  private static final Set<String> NOT_OF_THE_RECORD =
      Set.of(
          TOPIC,
          KEY,
          MessageHeaders.ID,
          MessageHeaders.TIMESTAMP,
          MessageHeaders.CONTENT_TYPE,
          MessageHeaders.REPLY_CHANNEL,
          MessageHeaders.ERROR_CHANNEL);

  private final SpelExpressionParser parser = new SpelExpressionParser();
  private final EventExternalizationConfiguration configuration;
  private final EvaluationContext context;
  private final EventSink sink;
  private final ObjectMapper mapper;

  ExternalizedEvents(
      EventExternalizationConfiguration configuration,
      EvaluationContext context,
      EventSink sink,
      ObjectMapper mapper) {
    this.configuration = configuration;
    this.context = context;
    this.sink = sink;
    this.mapper = mapper;
  }

  @EventListener
  void on(PayloadApplicationEvent<?> published) {
    Object event = published.getPayload();
    if (configuration.supports(event)) {
      sink.take(event, () -> message(event));
    }
  }

  private Message message(Object event) {
    RoutingTarget target = configuration.determineTarget(event);
    // As Modulith's own transports do: expressions are of what travels.
    Object mapped = configuration.map(event);
    return mapped instanceof org.springframework.messaging.Message<?> whole
        ? of(whole, target)
        : of(mapped, mapped, configuration.getHeadersFor(mapped), target);
  }

  /** What is mapped to a whole message brings its headers along, topic and key among them. */
  private Message of(org.springframework.messaging.Message<?> whole, RoutingTarget target) {
    return of(whole, whole.getPayload(), whole.getHeaders(), target);
  }

  private Message of(
      Object mapped, Object payload, Map<String, Object> headers, RoutingTarget target) {
    String key = text(headers.get(KEY));
    if (key == null && target.getKey() != null) {
      key = evaluated(target.getKey(), mapped);
    }
    String topic = text(headers.get(TOPIC));
    Message.Builder message =
        Message.builder()
            .topic(topic == null ? evaluated(target.getTarget(), mapped) : topic)
            .key(key)
            .type(payload.getClass().getSimpleName());
    if (payload instanceof byte[] bytes) {
      String type = text(headers.get(MessageHeaders.CONTENT_TYPE));
      message.type("bytes").contentType(type == null ? OCTETS : type).payload(bytes);
    } else {
      message.payload(encoded(payload, target));
    }
    headers.forEach(
        (name, value) -> {
          if (!NOT_OF_THE_RECORD.contains(name) && value != null) {
            message.header(name, value.toString());
          }
        });
    return message.build();
  }

  private static @Nullable String text(@Nullable Object header) {
    return header == null ? null : header.toString();
  }

  /** A text that may have expressions in it, as {@code #{customer()}}. */
  @SuppressWarnings("NullAway") // What comes out null is refused as a topic, and no key.
  private String evaluated(String text, Object mapped) {
    return parser.parseExpression(text, TEMPLATE).getValue(context, mapped, String.class);
  }

  @SuppressWarnings("unchecked") // An object's own class.
  private byte[] encoded(Object mapped, RoutingTarget target) {
    Class<Object> type = (Class<Object>) mapped.getClass();
    try {
      return JsonCodec.of(type, mapper).encode(mapped);
    } catch (RuntimeException e) {
      throw new EncodingException("payload", target.getTarget(), type.getSimpleName(), e);
    }
  }
}
