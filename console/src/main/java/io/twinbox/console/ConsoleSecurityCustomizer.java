package io.twinbox.console;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Adds ways to sign in to the console's filter chain, such as bearer tokens or HTTP Basic. Without
 * one, who has signed in elsewhere in the application (a session) is signed in here. What the chain
 * asks of everybody cannot be taken away by it: every request is checked again behind the chain.
 */
@FunctionalInterface
public interface ConsoleSecurityCustomizer {
  void customize(HttpSecurity http);
}
