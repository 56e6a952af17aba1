package io.twinbox.spring.topics;

import io.twinbox.Topic;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
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
        AnnotatedEvents.in(beans, resources, environment),
        () -> mapper.getIfAvailable(JsonMapper::shared),
        environment::resolveRequiredPlaceholders);
  }
}
