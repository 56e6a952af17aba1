package io.twinbox.spring.channels;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.twinbox.spring.observe.ObserveProperties;
import io.twinbox.spring.observe.RelayHealth;
import io.twinbox.spring.observe.RelayReports;
import io.twinbox.spring.observe.TwinboxObserveAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters and health of the relays of channels, as of Kafka's. */
@AutoConfiguration(
    after = {
      TwinboxWebhookAutoConfiguration.class,
      TwinboxMailAutoConfiguration.class,
      TwinboxObserveAutoConfiguration.class
    })
@ConditionalOnBean({ChannelRelay.class, RelayReports.class})
public final class TwinboxChannelsObserveAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Meters {
    @Bean
    @ConditionalOnMissingBean
    ChannelMeters twinboxChannelMeters(
        List<ChannelRelay> relays, RelayReports reports, ObserveProperties properties) {
      return new ChannelMeters(relays, reports, properties.maxTopics());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static class Healths {
    @Bean
    @ConditionalOnMissingBean(name = "twinboxChannelsHealthContributor")
    @ConditionalOnEnabledHealthIndicator("twinbox-channels")
    CompositeHealthContributor twinboxChannelsHealthContributor(
        List<ChannelRelay> relays, RelayReports reports, ObserveProperties properties) {
      Map<String, RelayHealth> byChannel =
          relays.stream()
              .collect(
                  Collectors.toMap(
                      ChannelRelay::channel,
                      relay -> new RelayHealth(relay::status, reports, properties.maxLag())));
      return CompositeHealthContributor.fromMap(byChannel);
    }
  }
}
