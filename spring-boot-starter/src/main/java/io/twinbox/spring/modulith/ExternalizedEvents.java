package io.twinbox.spring.modulith;

import io.twinbox.EncodingException;
import io.twinbox.Message;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.outbox.EventSink;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.RoutingTarget;
import tools.jackson.databind.ObjectMapper;

/**
 * Appends what Modulith is told to externalize: selected, mapped and routed by its configuration,
 * in the transaction that publishes the event.
 */
final class ExternalizedEvents {
  private static final ParserContext TEMPLATE = ParserContext.TEMPLATE_EXPRESSION;

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
    Message.Builder message =
        Message.builder()
            .topic(evaluated(target.getTarget(), mapped))
            .key(target.getKey() == null ? null : evaluated(target.getKey(), mapped))
            .type(mapped.getClass().getSimpleName())
            .payload(encoded(mapped, target));
    configuration
        .getHeadersFor(event)
        .forEach((name, value) -> message.header(name, value.toString()));
    return message.build();
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
