package io.twinbox.spring.events;

import io.twinbox.spring.HoldsEvents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ReflectionUtils;

/**
 * How the events of a class of entities are read and forgotten: by {@link HoldsEvents}, or by the
 * methods that Spring Data's annotations mark, which are known by name: the starter does not need
 * Spring Data. Each context has one: classes do not outlive the application that was restarted.
 * Thread-safe.
 */
final class EventHolder {
  private static final String EVENTS = "org.springframework.data.domain.DomainEvents";
  private static final String AFTER = "org.springframework.data.domain.AfterDomainEventPublication";
  private static final Marked NOTHING = new Marked(null, null);

  private final Map<Class<?>, Marked> known = new ConcurrentHashMap<>();

  /** The methods of a class; null = it has none. */
  private record Marked(@Nullable Method events, @Nullable Method forget) {}

  private Marked of(Class<?> entity) {
    return known.computeIfAbsent(entity, EventHolder::find);
  }

  private static Marked find(Class<?> entity) {
    Method events = marked(entity, EVENTS);
    return events == null ? NOTHING : new Marked(events, marked(entity, AFTER));
  }

  private static @Nullable Method marked(Class<?> entity, String annotation) {
    for (Method method : ReflectionUtils.getUniqueDeclaredMethods(entity)) {
      if (method.getParameterCount() == 0 && MergedAnnotations.from(method).isPresent(annotation)) {
        ReflectionUtils.makeAccessible(method);
        return method;
      }
    }
    return null;
  }

  /** What has happened to an entity; empty for one that tells nothing. */
  Collection<?> events(Object entity) {
    if (entity instanceof HoldsEvents holder) {
      return List.copyOf(holder.events());
    }
    Method read = of(entity.getClass()).events;
    if (read == null) {
      return List.of();
    }
    Object result = invoke(read, entity);
    if (result == null) {
      return List.of();
    }
    return result instanceof Collection<?> many ? List.copyOf(many) : List.of(result);
  }

  /** Its events are out: it can forget them. */
  void forget(Object entity) {
    if (entity instanceof HoldsEvents holder) {
      holder.eventsAppended();
      return;
    }
    Method method = of(entity.getClass()).forget;
    if (method != null) {
      invoke(method, entity);
    }
  }

  private static @Nullable Object invoke(Method method, Object entity) {
    try {
      return method.invoke(entity);
    } catch (InvocationTargetException e) {
      if (e.getTargetException() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(method + " failed", e.getTargetException());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }
}
