package io.twinbox.console.security;

import io.twinbox.console.ConsoleSecurityCustomizer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The filter chain of all that lies beneath the console's path. */
public final class ConsoleChain {
  /**
   * What the page may load: its own files. {@code img-src data:} is for the icons in its style
   * sheet.
   */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  /** Not no-referrer: forms would then come from the origin "null". */
  public static final ReferrerPolicy REFERRER_POLICY = ReferrerPolicy.SAME_ORIGIN;

  private final String path;
  private final @Nullable String loginPath;
  private final Roles roles;

  /**
   * A chain.
   *
   * @param path the console's
   * @param loginPath where a person signs in; null = nowhere here
   */
  public ConsoleChain(String path, @Nullable String loginPath, Roles roles) {
    this.path = path;
    this.loginPath = loginPath;
    this.roles = roles;
  }

  /** Builds it. Whatever the customizers do, who has no role is refused, here and at the gate. */
  public SecurityFilterChain build(HttpSecurity http, List<ConsoleSecurityCustomizer> customizers) {
    Refusals refusals = new Refusals(loginPath);
    http.securityMatcher(path, path + "/**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .anyRequest()
                    .access((who, what) -> new AuthorizationDecision(mayEnter(who))))
        .addFilterBefore(new OriginFilter(), CsrfFilter.class)
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                    .frameOptions(frame -> frame.deny())
                    .referrerPolicy(referrer -> referrer.policy(REFERRER_POLICY))
                    .permissionsPolicyHeader(
                        permissions ->
                            permissions.policy("camera=(), geolocation=(), microphone=(), usb=()"))
                    .crossOriginOpenerPolicy(
                        opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                    .crossOriginResourcePolicy(
                        resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN)));
    customizers.forEach(customizer -> customizer.customize(http));
    // Behind the customizers: a way to sign in brings an entry point of its own.
    http.exceptionHandling(
        handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
    return http.build();
  }

  private boolean mayEnter(Supplier<? extends @Nullable Authentication> who) {
    Authentication authentication = who.get();
    return authentication != null
        && authentication.isAuthenticated()
        && !roles.of(authentication.getAuthorities()).isEmpty();
  }
}
