package io.twinbox.spring.observe;

import io.micrometer.core.instrument.binder.MeterBinder;
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
import org.springframework.boot.health.contributor.HealthIndicator;
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
  @ConditionalOnBean(TwinboxDatabase.class)
  StartReport twinboxStartReport(
      TwinboxDatabase database,
      ObjectProvider<RelayLifecycle> relay,
      ObjectProvider<InboxLifecycle> inbox) {
    return new StartReport(database, relay, inbox);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {
    @Bean
    @ConditionalOnBean(RelayLifecycle.class)
    OutboxMeters twinboxOutboxMeters(
        RelayReports reports, ObjectProvider<RelayLifecycle> relay, ObserveProperties properties) {
      return new OutboxMeters(reports, relay, properties.maxTopics());
    }

    @Bean
    @ConditionalOnBean(InboxLifecycle.class)
    InboxMeters twinboxInboxMeters(InboxLifecycle inbox) {
      return new InboxMeters(inbox);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static class Healths {
    @Bean
    @ConditionalOnBean(RelayLifecycle.class)
    RelayHealth twinboxRelayHealthIndicator(
        RelayLifecycle relay, RelayReports reports, ObserveProperties properties) {
      return new RelayHealth(relay, reports, properties.maxLag());
    }

    @Bean
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
        OutboxAdmin admin,
        ObjectProvider<RelayLifecycle> relay,
        ObjectProvider<InboxLifecycle> inbox) {
      return new TwinboxEndpoint(admin, relay, inbox);
    }
  }
}
