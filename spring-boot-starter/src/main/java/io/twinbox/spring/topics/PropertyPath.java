package io.twinbox.spring.topics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Reads a property of an event by the methods it is read by anywhere: {@code name()} or {@code
 * getName()}. Checked when it is made, not when the first event comes.
 */
final class PropertyPath {
  private final List<Method> steps;

  private PropertyPath(List<Method> steps) {
    this.steps = steps;
  }

  /**
   * The path from a class on.
   *
   * @throws IllegalStateException if there is no such property
   */
  static PropertyPath of(Class<?> owner, String path) {
    List<Method> steps = new ArrayList<>();
    Class<?> type = owner;
    for (String name : path.split("\\.", -1)) {
      Method step = reader(type, name);
      if (step == null) {
        throw new IllegalStateException(
            "@OutboxMessage of "
                + owner.getName()
                + ": key must be a property, but "
                + type.getName()
                + " has neither "
                + name
                + "() nor get"
                + StringUtils.capitalize(name)
                + "()");
      }
      ReflectionUtils.makeAccessible(step);
      steps.add(step);
      type = step.getReturnType();
    }
    return new PropertyPath(List.copyOf(steps));
  }

  private static @Nullable Method reader(Class<?> type, String name) {
    if (name.isEmpty()) {
      return null;
    }
    Method record = ReflectionUtils.findMethod(type, name);
    return record != null && record.getReturnType() != void.class
        ? record
        : ReflectionUtils.findMethod(type, "get" + StringUtils.capitalize(name));
  }

  /** The methods that read it, one after the other. */
  List<Method> steps() {
    return steps;
  }

  /** The value as text; null if it, or something on the way to it, is null. */
  @Nullable String read(Object event) {
    Object value = event;
    for (Method step : steps) {
      value = invoke(step, value);
      if (value == null) {
        return null;
      }
    }
    return value.toString();
  }

  private static @Nullable Object invoke(Method step, Object owner) {
    try {
      return step.invoke(owner);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(step.getName() + "() failed", e.getTargetException());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(step + " cannot be called", e);
    }
  }
}
