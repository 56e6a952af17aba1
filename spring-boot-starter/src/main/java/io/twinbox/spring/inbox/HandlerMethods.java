package io.twinbox.spring.inbox;

import io.twinbox.spring.InboxHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;

/** Finds the annotated methods of all beans as they are made. */
final class HandlerMethods implements BeanPostProcessor {
  private final HandlerMethod.Placeholders placeholders;
  private final List<HandlerMethod> found = new ArrayList<>();

  HandlerMethods(HandlerMethod.Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    Map<Method, InboxHandler> methods = of(AopProxyUtils.ultimateTargetClass(bean));
    synchronized (found) {
      methods.forEach(
          (method, annotation) ->
              found.add(
                  HandlerMethod.of(
                      bean,
                      AopUtils.selectInvocableMethod(method, bean.getClass()),
                      annotation,
                      placeholders)));
    }
    return bean;
  }

  /** The annotated methods of a class. */
  static Map<Method, InboxHandler> of(Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(type, InboxHandler.class)) {
      return Map.of();
    }
    return MethodIntrospector.selectMethods(
        type,
        (MethodIntrospector.MetadataLookup<InboxHandler>)
            method ->
                MergedAnnotations.from(method)
                    .get(InboxHandler.class)
                    .synthesize(candidate -> candidate.isPresent())
                    .orElse(null));
  }

  /** The methods by consumer, in the order in which they were found. */
  Map<String, List<HandlerMethod>> byConsumer() {
    Map<String, List<HandlerMethod>> consumers = new LinkedHashMap<>();
    synchronized (found) {
      for (HandlerMethod method : found) {
        consumers.computeIfAbsent(method.consumer(), name -> new ArrayList<>()).add(method);
      }
    }
    return consumers;
  }
}
