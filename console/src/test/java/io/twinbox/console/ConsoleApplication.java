package io.twinbox.console;

import java.util.Arrays;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** An application that embeds the console: a user for each role, all with the password "secret". */
@SpringBootConfiguration
@EnableAutoConfiguration(
    excludeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
public class ConsoleApplication {

  @Bean
  StubPorts ports() {
    return new StubPorts();
  }

  @Bean
  ConsoleDatabases shown(StubPorts ports) {
    return new ConsoleDatabases(List.of(ports.database("shop")));
  }

  @Bean
  InMemoryUserDetailsManager users() {
    InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
    Arrays.stream(ConsoleRole.values())
        .map(role -> user(role.name().toLowerCase(java.util.Locale.ROOT), role.authority()))
        .forEach(users::createUser);
    users.createUser(user("nobody", "ROLE_USER"));
    return users;
  }

  private static UserDetails user(String name, String authority) {
    return User.withUsername(name).password("{noop}secret").authorities(authority).build();
  }

  @Bean
  ConsoleSecurityCustomizer basic() {
    return http -> http.httpBasic(Customizer.withDefaults());
  }

  /** Something else of the application, to see that the console does not open it. */
  @Bean
  RouterFunction<ServerResponse> own() {
    return RouterFunctions.route()
        .GET("/own", request -> ServerResponse.ok().body(ResponseEntity.ok().toString()))
        .build();
  }
}
