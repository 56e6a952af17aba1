package io.twinbox.spring.topics;

import io.twinbox.Topic;
import io.twinbox.json.JsonCodec;
import io.twinbox.spring.OutboxMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Knows the topic of each class of events: from a bean of type {@link Topic}, or from {@link
 * OutboxMessage}. What extends a class or interface that is declared goes where that goes.
 * Thread-safe.
 */
public final class DeclaredTopics {
  private final Supplier<? extends ObjectMapper> mapper;
  private final UnaryOperator<String> placeholders;
  private final Map<Class<?>, Topic<?>> beans = new HashMap<>();
  private final Map<Class<?>, Optional<Topic<?>>> known = new ConcurrentHashMap<>();

  /**
   * With these beans.
   *
   * @param mapper asked once a class is declared by annotation: Jackson takes its time to start
   * @param annotated classes found with the annotation: wrong ones fail here
   * @throws IllegalStateException naming a class that is declared twice, or a key that is none
   */
  DeclaredTopics(
      Collection<Topic<?>> topics,
      Collection<Class<?>> annotated,
      Supplier<? extends ObjectMapper> mapper,
      UnaryOperator<String> placeholders) {
    this.mapper = mapper;
    this.placeholders = placeholders;
    for (Topic<?> topic : topics) {
      Topic<?> other = beans.putIfAbsent(topic.eventType(), topic);
      if (other != null) {
        throw twice(topic.eventType(), topic + " and " + other);
      }
    }
    for (Class<?> type : annotated) {
      if (beans.containsKey(type)) {
        throw twice(type, beans.get(type) + " and @OutboxMessage");
      }
      of(type);
    }
  }

  /** Without a context: only what annotations declare, placeholders left as they are. */
  public static DeclaredTopics byAnnotation() {
    return new DeclaredTopics(List.of(), List.of(), JsonMapper::shared, UnaryOperator.identity());
  }

  private static IllegalStateException twice(Class<?> type, String how) {
    return new IllegalStateException(
        "Events of " + type.getName() + " are declared twice: by " + how + ". Remove one");
  }

  /** The topic of an event's class; empty if nothing declares it. */
  public Optional<Topic<?>> of(Class<?> type) {
    return known.computeIfAbsent(type, this::find);
  }

  /** The topic of an event, ready to make a message of it; empty if nothing declares it. */
  @SuppressWarnings("unchecked") // A topic takes what extends its events.
  public Optional<Topic<Object>> topicFor(Object event) {
    return of(event.getClass()).map(topic -> (Topic<Object>) topic);
  }

  private Optional<Topic<?>> find(Class<?> type) {
    Topic<?> bean = beans.get(type);
    if (bean != null) {
      return Optional.of(bean);
    }
    OutboxMessage own = AnnotatedElementUtils.getMergedAnnotation(type, OutboxMessage.class);
    if (own != null) {
      return Optional.of(annotated(type, own));
    }
    Topic<?> inherited = inherited(type);
    if (inherited != null) {
      return Optional.of(inherited.type(type.getSimpleName()));
    }
    OutboxMessage above = AnnotatedElementUtils.findMergedAnnotation(type, OutboxMessage.class);
    return above == null ? Optional.empty() : Optional.of(annotated(type, above));
  }

  /** The bean of the nearest class above, else of the only interface that has one. */
  private @Nullable Topic<?> inherited(Class<?> type) {
    for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
      Topic<?> bean = beans.get(above);
      if (bean != null) {
        return bean;
      }
    }
    Topic<?> found = null;
    for (Map.Entry<Class<?>, Topic<?>> bean : beans.entrySet()) {
      if (bean.getKey().isInterface() && bean.getKey().isAssignableFrom(type)) {
        if (found != null) {
          throw twice(type, found + " and " + bean.getValue());
        }
        found = bean.getValue();
      }
    }
    return found;
  }

  private <T> Topic<T> annotated(Class<T> type, OutboxMessage declared) {
    Topic<T> topic =
        Topic.of(type)
            .named(placeholders.apply(declared.topic()))
            .channel(declared.channel())
            .codec(JsonCodec.of(type, mapper.get()));
    if (!declared.type().isEmpty()) {
      topic = topic.type(declared.type());
    }
    if (declared.key().isEmpty()) {
      return topic;
    }
    PropertyPath key = PropertyPath.of(type, declared.key());
    return topic.keyedBy(key::read);
  }
}
