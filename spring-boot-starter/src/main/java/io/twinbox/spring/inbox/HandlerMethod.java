package io.twinbox.spring.inbox;

import io.twinbox.inbox.Delivery;
import io.twinbox.inbox.InboxContext;
import io.twinbox.spring.InboxHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * An annotated method, understood: what it handles and what each of its parameters gets.
 *
 * @param consumer name of its consumer, placeholders resolved
 * @param topics its topics, placeholders resolved
 * @param types its types of message; empty = all that nobody else handles
 * @param event class of the event
 * @param batch whether it takes many at once
 * @param invocation calls it
 */
record HandlerMethod(
    String consumer,
    List<String> topics,
    List<String> types,
    Class<?> event,
    boolean batch,
    Invocation invocation) {

  private static final Class<byte[]> BYTES = byte[].class;

  /**
   * Understands a method.
   *
   * @throws IllegalStateException if it is not one of a handler, telling why
   */
  static HandlerMethod of(
      Object bean, Method method, InboxHandler annotation, Placeholders placeholders) {
    if (Modifier.isStatic(method.getModifiers()) || method.getReturnType() != void.class) {
      throw refused(method, "must be an instance method that returns void");
    }
    List<Argument> arguments = new ArrayList<>();
    ResolvableType event = null;
    boolean batch = false;
    for (int i = 0; i < method.getParameterCount(); i++) {
      ResolvableType type = ResolvableType.forMethodParameter(method, i);
      Argument argument = Argument.of(type);
      arguments.add(argument);
      if (argument.isEvent()) {
        if (event != null) {
          throw refused(method, "has two parameters that could be the event");
        }
        event = argument.eventOf(type);
        batch = argument != Argument.EVENT;
      }
    }
    if (event == null) {
      throw refused(method, "has no parameter for the event");
    }
    if (batch && arguments.contains(Argument.CONTEXT)) {
      throw refused(method, "takes a batch: ask for a List<Delivery<…>> instead of InboxContext");
    }
    Class<?> eventClass = event.resolve();
    if (eventClass == null || eventClass == Object.class) {
      throw refused(method, "must name the class of its event");
    }
    ReflectionUtils.makeAccessible(method);
    return new HandlerMethod(
        placeholders.resolve(annotation.consumer()),
        placeholders.resolve(annotation.topics()),
        types(annotation, eventClass, placeholders),
        eventClass,
        batch,
        new Invocation(bean, method, arguments));
  }

  private static List<String> types(
      InboxHandler annotation, Class<?> event, Placeholders placeholders) {
    List<String> given = placeholders.resolve(annotation.types());
    return given.isEmpty() && event != BYTES ? List.of(event.getSimpleName()) : given;
  }

  private static IllegalStateException refused(Method method, String why) {
    return new IllegalStateException(
        "@InboxHandler method " + method.toGenericString() + " " + why);
  }

  boolean takesBytes() {
    return event == BYTES;
  }

  /** Fills in what a text leaves to the environment. */
  interface Placeholders {
    String resolve(String text);

    default List<String> resolve(String[] texts) {
      List<String> resolved = new ArrayList<>();
      for (String text : texts) {
        // One placeholder may stand for several, as in "${topics}".
        for (String part : resolve(text).split(",", -1)) {
          if (!part.isBlank()) {
            resolved.add(part.strip());
          }
        }
      }
      return resolved;
    }
  }

  /** What a parameter gets. */
  enum Argument {
    EVENT,
    EVENTS,
    DELIVERIES,
    CONTEXT,
    CONNECTION;

    static Argument of(ResolvableType type) {
      Class<?> raw = type.toClass();
      if (raw == InboxContext.class) {
        return CONTEXT;
      }
      if (raw == Connection.class) {
        return CONNECTION;
      }
      if (raw != List.class) {
        return EVENT;
      }
      return type.getGeneric(0).toClass() == Delivery.class ? DELIVERIES : EVENTS;
    }

    boolean isEvent() {
      return this == EVENT || this == EVENTS || this == DELIVERIES;
    }

    ResolvableType eventOf(ResolvableType type) {
      return switch (this) {
        case EVENTS -> type.getGeneric(0);
        case DELIVERIES -> type.getGeneric(0).getGeneric(0);
        default -> type;
      };
    }
  }

  /**
   * Calls the method.
   *
   * @param bean whose method it is
   * @param method accessible
   * @param arguments one per parameter
   */
  record Invocation(Object bean, Method method, List<Argument> arguments) {

    void one(Object event, InboxContext context) throws Exception {
      invoke(
          argument ->
              switch (argument) {
                case CONTEXT -> context;
                case CONNECTION -> context.connection();
                default -> event;
              });
    }

    void many(List<? extends Delivery<?>> batch, Connection connection) throws Exception {
      invoke(
          argument ->
              switch (argument) {
                case CONNECTION -> connection;
                case DELIVERIES -> batch;
                default -> batch.stream().map(Delivery::event).toList();
              });
    }

    private void invoke(Given given) throws Exception {
      @Nullable Object[] values = new Object[arguments.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = given.value(arguments.get(i));
      }
      try {
        method.invoke(bean, values);
      } catch (InvocationTargetException e) {
        if (e.getTargetException() instanceof Error error) {
          throw error;
        }
        throw (Exception) e.getTargetException();
      }
    }

    private interface Given {
      Object value(Argument argument);
    }
  }
}
