package io.twinbox.server;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.ConsoleSecurityCustomizer;
import io.twinbox.console.security.ConsoleChain;
import io.twinbox.console.security.Roles;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Who may use the server: built-in users by form and HTTP Basic, an identity provider's users by
 * OpenID Connect, programs by its tokens. Nothing but the login and whether it is alive is said to
 * others.
 */
@Configuration(proxyBeanMethods = false)
class ServerSecurity {

  @Bean
  AuthenticationProvider passwords(ServerProperties properties, Exposure exposure) {
    // One bean of this kind, and no user service: with one, Spring would ask it past the throttle.
    return new ThrottledProvider(
        exposure.isGuarded() ? Users.of(properties.users()) : Users.generated(System.out),
        new LoginThrottle(Clock.systemUTC()));
  }

  @Bean
  Exposure exposure(ServerProperties properties, org.springframework.core.env.Environment env) {
    Exposure exposure = Exposure.of(properties, env);
    exposure.requireLoopbackOrGuard();
    return exposure;
  }

  /** Spring finds it as what maps the authorities of those who sign in at a provider, too. */
  @Bean
  TokenRoles tokenRoles(ServerProperties properties) {
    return new TokenRoles(properties.oidc());
  }

  @Bean
  ConsoleSecurityCustomizer signingIn(ObjectProvider<JwtDecoder> decoder, TokenRoles roles) {
    return http -> {
      http.httpBasic(Customizer.withDefaults());
      bearer(http, decoder, roles);
    };
  }

  private static void bearer(
      HttpSecurity http, ObjectProvider<JwtDecoder> decoder, TokenRoles roles) {
    if (decoder.getIfAvailable() != null) {
      http.oauth2ResourceServer(
          server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(roles::authentication)));
    }
  }

  /** All that is not the console's. */
  @Bean
  SecurityFilterChain serverChain(
      HttpSecurity http,
      Roles roles,
      @Value("${twinbox.console.path}") String consolePath,
      ObjectProvider<JwtDecoder> decoder,
      TokenRoles tokenRoles,
      ObjectProvider<ClientRegistrationRepository> clients) {
    String page = consolePath + "/";
    http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/", "/login", "/login.css")
                    .permitAll()
                    .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                    .permitAll()
                    .requestMatchers(EndpointRequest.toAnyEndpoint())
                    .access(viewer(roles))
                    .anyRequest()
                    .denyAll())
        .formLogin(
            form ->
                form.loginPage("/login").defaultSuccessUrl(page, true).failureUrl("/login?failed"))
        .logout(logout -> logout.logoutSuccessUrl("/login?out"))
        .httpBasic(Customizer.withDefaults())
        .requestCache(cache -> cache.disable())
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(
                        csp -> csp.policyDirectives(ConsoleChain.CONTENT_SECURITY_POLICY))
                    .frameOptions(frame -> frame.deny())
                    .referrerPolicy(referrer -> referrer.policy(ConsoleChain.REFERRER_POLICY)));
    bearer(http, decoder, tokenRoles);
    if (clients.getIfAvailable() != null) {
      http.oauth2Login(login -> login.loginPage("/login").defaultSuccessUrl(page, true));
      http.addFilterBefore(
          new StrictCookieBounce(),
          org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter
              .class);
    }
    return http.build();
  }

  private static AuthorizationManager<RequestAuthorizationContext> viewer(Roles roles) {
    return (who, what) ->
        new AuthorizationDecision(
            roles.caller().filter(caller -> caller.is(ConsoleRole.VIEWER)).isPresent());
  }
}
