package io.twinbox.spring.modulith;

import io.twinbox.spring.outbox.EventSink;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the place of an outbox in Modulith's outbox mode; without that mode it does nothing. Where
 * another outbox has that place already, it is left to it: each event would leave twice.
 */
@AutoConfiguration(
    after = TwinboxOutboxAutoConfiguration.class,
    afterName = {
      "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
      "org.springframework.modulith.events.namastack.NamastackOutboxEventRecorderAutoConfiguration",
      "org.springframework.modulith.events.jobrunr.JobRunrEventExternalizationAutoConfiguration"
    })
@ConditionalOnClass(EventExternalizationConfiguration.class)
@ConditionalOnBean(EventSink.class)
@ConditionalOnProperty(name = "spring.modulith.events.externalization.mode", havingValue = "outbox")
@ConditionalOnBooleanProperty(
    name = "spring.modulith.events.externalization.enabled",
    matchIfMissing = true)
@ConditionalOnMissingBean(name = {"outboxEventRecorder", "jobRunrEventExternalizer"})
public final class TwinboxModulithAutoConfiguration {

  /**
   * As Modulith's own, which needs its registry of publications: here its annotations are enough.
   */
  @Bean
  @ConditionalOnMissingBean
  EventExternalizationConfiguration twinboxExternalization(BeanFactory beans) {
    return EventExternalizationConfiguration.defaults(AutoConfigurationPackages.get(beans)).build();
  }

  @Bean
  @ConditionalOnMissingBean
  ExternalizedEvents twinboxExternalizedEvents(
      EventExternalizationConfiguration configuration,
      EventSink sink,
      ObjectProvider<ObjectMapper> mapper,
      BeanFactory beans) {
    StandardEvaluationContext expressions = new StandardEvaluationContext();
    expressions.setBeanResolver(new BeanFactoryResolver(beans));
    return new ExternalizedEvents(
        configuration, expressions, sink, mapper.getIfAvailable(JsonMapper::shared));
  }
}
