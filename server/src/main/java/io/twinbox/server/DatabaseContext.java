package io.twinbox.server;

import io.twinbox.relay.RelayStatus;
import io.twinbox.spring.relay.RelayLifecycle;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the context of a database is made of: what {@code
 * META-INF/spring/io.twinbox.server.DatabaseContext.imports} lists.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
class DatabaseContext {

  @Bean
  RelaysHere relaysHere(ObjectProvider<RelayLifecycle> relays) {
    return new RelaysHere() {
      @Override
      public List<RelayStatus> status() {
        return relays.stream().flatMap(relay -> relay.status().stream()).toList();
      }

      @Override
      public List<String> promises() {
        return relays.stream().flatMap(relay -> relay.promises().stream()).toList();
      }
    };
  }
}
