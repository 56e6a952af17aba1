package io.twinbox.spring.observe;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.inbox.TwinboxInboxAutoConfiguration;
import io.twinbox.spring.relay.RelayLifecycle;
import io.twinbox.spring.relay.TwinboxRelayAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, health and the endpoint, each where the application has what it takes. */
@AutoConfiguration(
    after = {TwinboxRelayAutoConfiguration.class, TwinboxInboxAutoConfiguration.class})
@ConditionalOnBean(OutboxAdmin.class)
@EnableConfigurationProperties(ObserveProperties.class)
public final class TwinboxObserveAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RelayReports twinboxRelayReports(OutboxAdmin admin, ObserveProperties properties) {
    return new RelayReports(admin, properties.interval());
  }

  @Bean
  @ConditionalOnMissingBean
  InThisProcess twinboxInThisProcess(
      ObjectProvider<RelayLifecycle> relay, ObjectProvider<InboxLifecycle> inbox) {
    return new InThisProcess(relay, inbox);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(TwinboxDatabase.class)
  StartReport twinboxStartReport(
      TwinboxDatabase database, InThisProcess ours, ApplicationContext context) {
    return new StartReport(database, ours, context);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(RelayLifecycle.class)
    OutboxMeters twinboxOutboxMeters(
        RelayReports reports, ObjectProvider<RelayLifecycle> relay, ObserveProperties properties) {
      return new OutboxMeters(reports, relay, properties.maxTopics());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(InboxLifecycle.class)
    InboxMeters twinboxInboxMeters(InboxLifecycle inbox) {
      return new InboxMeters(inbox);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static class Healths {
    @Bean
    @ConditionalOnMissingBean(name = "twinboxRelayHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("twinbox-relay")
    @ConditionalOnBean(RelayLifecycle.class)
    RelayHealth twinboxRelayHealthIndicator(
        RelayLifecycle relay, RelayReports reports, ObserveProperties properties) {
      return new RelayHealth(relay, reports, properties.maxLag());
    }

    @Bean
    @ConditionalOnMissingBean(name = "twinboxInboxHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("twinbox-inbox")
    @ConditionalOnBean(InboxLifecycle.class)
    InboxHealth twinboxInboxHealthIndicator(InboxLifecycle inbox) {
      return new InboxHealth(inbox);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(Endpoint.class)
  static class Actuator {
    @Bean
    @ConditionalOnMissingBean
    TwinboxEndpoint twinboxEndpoint(
        OutboxAdmin outbox, ObjectProvider<InboxAdmin> inbox, InThisProcess ours) {
      return new TwinboxEndpoint(outbox, inbox, ours);
    }
  }
}
