package io.twinbox.server;

import io.twinbox.console.ConsoleDatabases;
import io.twinbox.console.live.LagWindows;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The server. What belongs to a database has a context of its own; here is what they share: the web
 * server, who may use it, the console.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {
      DataSourceAutoConfiguration.class,
      KafkaAutoConfiguration.class,
      TwinboxDatabaseAutoConfiguration.class
    })
@EnableConfigurationProperties(ServerProperties.class)
@Import({ServerSecurity.class, LoginRoutes.class, ErrorReplies.class})
class ServerApplication {

  @Bean
  RelayedDatabases databases(
      ServerProperties properties,
      ConfigurableApplicationContext context,
      LagWindows lags,
      ObjectProvider<io.micrometer.core.instrument.MeterRegistry> meters) {
    return RelayedDatabases.of(properties.databases(), context, lags, meters::getIfAvailable);
  }

  @Bean
  ConsoleDatabases consoleDatabases(RelayedDatabases databases) {
    return new ConsoleDatabases(databases.console());
  }

  @Bean
  CompositeHealthContributor databasesHealth(RelayedDatabases databases) {
    return CompositeHealthContributor.fromMap(databases.health());
  }
}
