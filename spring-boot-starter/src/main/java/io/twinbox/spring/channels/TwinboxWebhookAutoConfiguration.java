package io.twinbox.spring.channels;

import io.twinbox.RetryPolicy;
import io.twinbox.delivery.LaneOptions;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.webhook.AddressRule;
import io.twinbox.webhook.Endpoint;
import io.twinbox.webhook.EndpointRegistry;
import io.twinbox.webhook.InMemoryEndpoints;
import io.twinbox.webhook.SecretSource;
import io.twinbox.webhook.WebhookListener;
import io.twinbox.webhook.WebhookPublisher;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The relay of webhooks, where the module is there and the application has endpoints. */
@AutoConfiguration(after = TwinboxDatabaseAutoConfiguration.class)
@ConditionalOnClass(WebhookPublisher.class)
@ConditionalOnBean(TwinboxDatabase.class)
@ConditionalOnBooleanProperty(name = "twinbox.channels.webhook.enabled", matchIfMissing = true)
@Conditional(WithEndpoints.class)
@EnableConfigurationProperties(ChannelProperties.Webhook.class)
public final class TwinboxWebhookAutoConfiguration {

  /** Those of the properties; an operator may change them as long as this process runs. */
  @Bean
  @ConditionalOnMissingBean(EndpointRegistry.class)
  InMemoryEndpoints twinboxWebhookEndpoints(ChannelProperties.Webhook properties) {
    InMemoryEndpoints registry = new InMemoryEndpoints();
    properties
        .endpoints()
        .forEach(
            (name, target) ->
                registry.put(new Endpoint(name, url(name, target.url()), target.secrets())));
    return registry;
  }

  private static URI url(String name, @Nullable URI url) {
    if (url == null) {
      throw new IllegalArgumentException(
          "twinbox.channels.webhook.endpoints." + name + ".url is missing");
    }
    return url;
  }

  @Bean
  @ConditionalOnMissingBean
  SecretSource twinboxWebhookSecrets() {
    return SecretSource.environmentAndFiles();
  }

  @Bean
  @ConditionalOnMissingBean
  AddressRule twinboxWebhookAddresses(ChannelProperties.Webhook properties) {
    return properties.allowedNetworks().isEmpty()
        ? AddressRule.PUBLIC
        : AddressRule.allowing(properties.allowedNetworks().toArray(String[]::new));
  }

  @Bean
  @ConditionalOnMissingBean(name = "twinboxWebhookRelay")
  ChannelRelay twinboxWebhookRelay(
      TwinboxDatabase database,
      @Value("${spring.application.name:default}") String application,
      ChannelProperties.Webhook properties,
      WebhookParts parts,
      ObjectProvider<ChannelObserver> observers,
      ObjectProvider<ChannelCustomizer> customizers) {
    return new ChannelRelays(database, application, observers, customizers)
        .relay(
            WebhookPublisher.CHANNEL,
            properties.relay(),
            RetryPolicy.DEFAULT,
            () -> publisher(properties, parts));
  }

  @Bean
  WebhookParts twinboxWebhookParts(
      EndpointRegistry endpoints,
      SecretSource secrets,
      AddressRule addresses,
      ObjectProvider<WebhookListener> listener) {
    return new WebhookParts(
        endpoints, secrets, addresses, listener.getIfAvailable(() -> WebhookListener.NONE));
  }

  /** What an application may bring itself. */
  record WebhookParts(
      EndpointRegistry endpoints,
      SecretSource secrets,
      AddressRule addresses,
      WebhookListener listener) {}

  private static MessagePublisher publisher(
      ChannelProperties.Webhook properties, WebhookParts parts) {
    WebhookPublisher.Builder builder =
        WebhookPublisher.builder()
            .endpoints(parts.endpoints())
            .secrets(parts.secrets())
            .addresses(parts.addresses())
            .listener(parts.listener())
            .lanes(properties.lanes().options(LaneOptions.DEFAULT));
    if (properties.allowPlainHttp()) {
      builder.allowPlainHttp();
    }
    if (properties.connectTimeout() != null) {
      builder.connectTimeout(properties.connectTimeout());
    }
    if (properties.longestRetryAfter() != null) {
      builder.longestRetryAfter(properties.longestRetryAfter());
    }
    return builder.build();
  }
}
