package io.twinbox.spring.topics;

import io.twinbox.Topic;
import io.twinbox.spring.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Events that are declared can be written as JSON in a native image, and their keys read. It has no
 * class path to look through: a wrong declaration fails there when the first such event comes.
 */
final class EventHints implements BeanFactoryInitializationAotProcessor {

  @Override
  public BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    List<Class<?>> annotated =
        AnnotatedEvents.in(
            beans,
            new DefaultResourceLoader(beans.getBeanClassLoader()),
            beans.getBean(Environment.class));
    return new Contribution(annotated, ofBeans(beans));
  }

  /** Of beans whose type says of what they are the topic. */
  private static List<Class<?>> ofBeans(ConfigurableListableBeanFactory beans) {
    List<Class<?>> events = new ArrayList<>();
    for (String name : beans.getBeanNamesForType(Topic.class, true, false)) {
      Class<?> event =
          beans.getMergedBeanDefinition(name).getResolvableType().as(Topic.class).resolveGeneric(0);
      if (event != null) {
        events.add(event);
      }
    }
    return events;
  }

  private record Contribution(List<Class<?>> annotated, List<Class<?>> declared)
      implements BeanFactoryInitializationAotContribution {

    @Override
    public void applyTo(GenerationContext generation, BeanFactoryInitializationCode code) {
      RuntimeHints hints = generation.getRuntimeHints();
      BindingReflectionHintsRegistrar json = new BindingReflectionHintsRegistrar();
      declared.forEach(event -> json.registerReflectionHints(hints.reflection(), event));
      for (Class<?> event : annotated) {
        json.registerReflectionHints(hints.reflection(), event);
        String key = event.getAnnotation(OutboxMessage.class).key();
        if (!key.isEmpty()) {
          PropertyPath.of(event, key)
              .steps()
              .forEach(step -> hints.reflection().registerMethod(step, ExecutableMode.INVOKE));
        }
      }
      hints.proxies().registerJdkProxy(OutboxMessage.class);
    }
  }
}
