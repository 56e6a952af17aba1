package io.twinbox.console.boot;

import io.twinbox.console.ConsoleDatabases;
import io.twinbox.console.ConsoleSecurityCustomizer;
import io.twinbox.console.api.Api;
import io.twinbox.console.api.JobRunner;
import io.twinbox.console.api.SessionRoutes;
import io.twinbox.console.http.Gate;
import io.twinbox.console.http.Idempotency;
import io.twinbox.console.http.Route;
import io.twinbox.console.http.Routing;
import io.twinbox.console.http.StaticFiles;
import io.twinbox.console.live.Boards;
import io.twinbox.console.live.LagWindows;
import io.twinbox.console.security.ConsoleChain;
import io.twinbox.console.security.Roles;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The console, where its module is on the class path and there is a database to show. Behind Boot's
 * own security, so that an application without a chain of its own keeps the one Boot makes.
 */
@AutoConfiguration(
    after = ConsoleDatabaseAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(ConsoleDatabases.class)
@ConditionalOnBooleanProperty(name = "twinbox.console.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConsoleProperties.class)
public final class ConsoleAutoConfiguration {

  /** In front of the application's own chains: it is about one path only. */
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

  @Bean
  Boards twinboxConsoleBoards(ConsoleDatabases databases, LagWindows lags) {
    return new Boards(databases.all(), lags::of);
  }

  @Bean
  JobRunner twinboxConsoleJobs(ConsoleDatabases databases) {
    return new JobRunner(databases.all());
  }

  @Bean
  Roles twinboxConsoleRoles(ConsoleProperties properties) {
    return new Roles(properties.rolesOrDefault());
  }

  @Bean
  @Order(ORDER)
  SecurityFilterChain twinboxConsoleChain(
      HttpSecurity http,
      ConsoleProperties properties,
      Roles roles,
      ObjectProvider<ConsoleSecurityCustomizer> customizers) {
    return new ConsoleChain(properties.path(), properties.loginPathOrNull(), roles)
        .build(http, customizers.orderedStream().toList());
  }

  @Bean
  RouterFunction<ServerResponse> twinboxConsoleRouter(
      ConsoleProperties properties, Boards boards, JobRunner jobs, Roles roles) {
    SessionRoutes session =
        new SessionRoutes(
            boards, version(), properties.loginPathOrNull(), properties.logoutPathOrNull());
    List<Route> routes = Api.routes(boards, session, jobs, StaticFiles.load());
    return Routing.of(
        properties.path(), routes, new Gate(request -> roles.caller(), new Idempotency()));
  }

  private static String version() {
    String version = ConsoleAutoConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }
}
