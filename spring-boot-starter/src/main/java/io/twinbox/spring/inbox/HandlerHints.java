package io.twinbox.spring.inbox;

import io.twinbox.spring.InboxHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** Handlers can be found and called in a native image, and their events be read from JSON. */
final class HandlerHints implements BeanFactoryInitializationAotProcessor {

  @Override
  public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    List<Method> methods = new ArrayList<>();
    for (String name : beans.getBeanDefinitionNames()) {
      Class<?> type = beans.getType(name, false);
      if (type != null) {
        methods.addAll(HandlerMethods.of(ClassUtils.getUserClass(type)).keySet());
      }
    }
    return methods.isEmpty() ? null : new Contribution(methods);
  }

  private record Contribution(List<Method> methods)
      implements BeanFactoryInitializationAotContribution {

    @Override
    public void applyTo(GenerationContext generation, BeanFactoryInitializationCode code) {
      RuntimeHints hints = generation.getRuntimeHints();
      BindingReflectionHintsRegistrar json = new BindingReflectionHintsRegistrar();
      for (Method method : methods) {
        hints.reflection().registerType(method.getDeclaringClass());
        hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
        for (int i = 0; i < method.getParameterCount(); i++) {
          ResolvableType type = ResolvableType.forMethodParameter(method, i);
          HandlerMethod.Argument argument = HandlerMethod.Argument.of(type);
          Class<?> event = argument.isEvent() ? argument.eventOf(type).resolve() : null;
          if (event != null && event != byte[].class) {
            json.registerReflectionHints(hints.reflection(), event);
          }
        }
      }
      hints.proxies().registerJdkProxy(InboxHandler.class);
    }
  }
}
