package io.twinbox.spring.topics;

import io.twinbox.Topic;
import io.twinbox.spring.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Collects what is declared, and fails the start where it makes no sense. */
@AutoConfiguration(
    afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
public final class TwinboxTopicsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  DeclaredTopics twinboxTopics(
      ObjectProvider<Topic<?>> topics,
      ObjectProvider<ObjectMapper> mapper,
      BeanFactory beans,
      ResourceLoader resources,
      Environment environment) {
    return new DeclaredTopics(
        topics.orderedStream().toList(),
        annotated(beans, resources, environment),
        mapper.getIfAvailable(JsonMapper::shared),
        environment::resolveRequiredPlaceholders);
  }

  private static List<Class<?>> annotated(
      BeanFactory beans, ResourceLoader resources, Environment environment) {
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
