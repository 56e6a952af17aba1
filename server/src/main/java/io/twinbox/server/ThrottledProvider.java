package io.twinbox.server;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Looks at passwords, as long as somebody has not guessed too often. Thread-safe. */
final class ThrottledProvider implements AuthenticationProvider {
  private final DaoAuthenticationProvider passwords;
  private final LoginThrottle throttle;

  ThrottledProvider(UserDetailsService users, LoginThrottle throttle) {
    this.passwords = new DaoAuthenticationProvider(users);
    this.passwords.setPasswordEncoder(PasswordEncoderFactories.createDelegatingPasswordEncoder());
    this.throttle = throttle;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication asked) {
    String user = asked.getName();
    String address =
        asked.getDetails() instanceof WebAuthenticationDetails details
            ? String.valueOf(details.getRemoteAddress())
            : "";
    // Counted before the password is looked at: many at once are not free.
    if (!throttle.mayTry(user, address)) {
      throw new LockedException("too many attempts");
    }
    Authentication known = passwords.authenticate(asked);
    throttle.succeeded(user, address);
    return known;
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return passwords.supports(authentication);
  }
}
