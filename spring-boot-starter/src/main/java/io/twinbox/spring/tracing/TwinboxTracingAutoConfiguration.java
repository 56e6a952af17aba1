package io.twinbox.spring.tracing;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.inbox.InboxCustomizer;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.kafka.TwinboxKafkaAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Spans, where the application has a tracer that does something: Boot's stand-in for one comes
 * without a propagator. Of several none is taken, unless one is primary.
 */
@AutoConfiguration(
    after = {TwinboxDatabaseAutoConfiguration.class, TwinboxKafkaAutoConfiguration.class},
    afterName =
        "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(TwinboxDatabase.class)
@ConditionalOnSingleCandidate(Tracer.class)
@ConditionalOnBooleanProperty(name = "twinbox.tracing.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TracingProperties.class)
public final class TwinboxTracingAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnSingleCandidate(Propagator.class)
  static class Spans {

    @Bean
    MessageSpans twinboxMessageSpans(Tracer tracer, Propagator propagator) {
      return new MessageSpans(tracer, propagator);
    }

    @Bean
    CreateSpans twinboxCreateSpans(MessageSpans spans) {
      return new CreateSpans(spans);
    }

    @Bean
    SendSpans twinboxSendSpans(MessageSpans spans, ObjectProvider<KafkaConnection> kafka) {
      KafkaConnection known = kafka.getIfAvailable();
      return new SendSpans(spans, known == null ? null : BrokerAddress.of(known));
    }

    /** Around everything that the application puts around its handlers. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    InboxCustomizer twinboxProcessSpans(MessageSpans spans) {
      ProcessSpans around = new ProcessSpans(spans);
      return (consumer, builder) -> builder.around(around);
    }
  }
}
