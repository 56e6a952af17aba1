package io.twinbox.spring.topics;

import io.twinbox.spring.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Finds the classes with {@link OutboxMessage} in the application's packages. */
final class AnnotatedEvents {
  private AnnotatedEvents() {}

  static List<Class<?>> in(BeanFactory beans, ResourceLoader resources, Environment environment) {
    List<Class<?>> found = new ArrayList<>();
    if (!AutoConfigurationPackages.has(beans)) {
      return found;
    }
    Scanner scanner = new Scanner(environment);
    scanner.setResourceLoader(resources);
    scanner.addIncludeFilter(new AnnotationTypeFilter(OutboxMessage.class));
    for (String name : AutoConfigurationPackages.get(beans)) {
      for (BeanDefinition candidate : scanner.findCandidateComponents(name)) {
        String type = candidate.getBeanClassName();
        if (type != null) {
          found.add(ClassUtils.resolveClassName(type, resources.getClassLoader()));
        }
      }
    }
    return found;
  }

  /** Takes interfaces and nested classes too: events are no components. */
  private static final class Scanner extends ClassPathScanningCandidateComponentProvider {
    Scanner(Environment environment) {
      super(false, environment);
    }

    @Override
    protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
      return true;
    }
  }
}
