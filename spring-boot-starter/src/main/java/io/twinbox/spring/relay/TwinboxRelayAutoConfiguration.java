package io.twinbox.spring.relay;

import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.jdbc.NotificationListener;
import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayListener;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.kafka.TwinboxKafkaAutoConfiguration;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The relay, unless the application only appends. */
@AutoConfiguration(
    after = {TwinboxDatabaseAutoConfiguration.class, TwinboxKafkaAutoConfiguration.class})
@ConditionalOnBean({TwinboxDatabase.class, KafkaConnection.class})
@ConditionalOnBooleanProperty(name = "twinbox.relay.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RelayProperties.class)
public final class TwinboxRelayAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RelayLifecycle twinboxRelay(
      TwinboxDatabase database,
      KafkaConnection kafka,
      RelayProperties properties,
      @Value("${spring.application.name:default}") String application,
      ObjectProvider<RelayListener> listeners,
      ObjectProvider<RelayCustomizer> customizers) {
    Function<Runnable, AutoCloseable> ear =
        wake -> NotificationListener.start(database.dataSource(), database.schema(), wake);
    String name = properties.name() == null ? application : properties.name();
    return new RelayLifecycle(
        name,
        properties.listen() ? ear : wake -> () -> {},
        () -> {
          Relay.Builder builder =
              Relay.builder()
                  .name(name)
                  .options(properties.options())
                  .store(
                      JdbcOutboxStore.builder()
                          .dataSource(database.dataSource())
                          .schema(database.schema())
                          .build())
                  .publisher(publisher(kafka, properties));
          if (properties.closeTimeout() != null) {
            builder.closeTimeout(properties.closeTimeout());
          }
          listeners.orderedStream().forEach(builder::listener);
          customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
          return builder.build();
        });
  }

  private static KafkaPublisher publisher(KafkaConnection kafka, RelayProperties properties) {
    KafkaPublisher.Builder builder = KafkaPublisher.builder().properties(kafka.producer());
    return properties.source() == null
        ? builder.build()
        : builder.source(properties.source()).build();
  }
}
