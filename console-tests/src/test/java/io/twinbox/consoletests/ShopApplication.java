package io.twinbox.consoletests;

import io.twinbox.inbox.InboxContext;
import io.twinbox.spring.InboxHandler;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** An application as users have it: a relay, a consumer, the console beside them. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopApplication {
  static final String TOPIC = "order-events";
  static final String CONSUMER = "payments";
  static final String PASSWORD = "a password for tests";

  /** A name is any text. */
  static final String NASTY_CONSUMER = "<img src=x onerror=window.hurt=1>";

  /** A payload with this is refused by the handler. */
  static final String POISON = "poison";

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada")
            .password("{noop}" + PASSWORD)
            .roles("TWINBOX_ADMIN", "TWINBOX_EDITOR")
            .build(),
        User.withUsername("vera").password("{noop}" + PASSWORD).roles("TWINBOX_VIEWER").build());
  }

  @Bean
  Payments payments() {
    return new Payments();
  }

  /** Refuses what is poisoned, and says of it what it was told. */
  static class Payments {
    @InboxHandler(consumer = CONSUMER, topics = TOPIC)
    void on(byte[] payload, InboxContext context) {
      String text = new String(payload, StandardCharsets.UTF_8);
      if (text.contains(POISON)) {
        throw new IllegalStateException("refused: " + text);
      }
    }

    @InboxHandler(consumer = NASTY_CONSUMER, topics = TOPIC)
    void note(byte[] payload, InboxContext context) {
      // what matters is who it is
    }
  }
}
