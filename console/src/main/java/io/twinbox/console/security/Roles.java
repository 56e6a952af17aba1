package io.twinbox.console.security;

import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Caller;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Which roles of the console a signed-in user has, by the authorities Spring Security gave him.
 * Thread-safe.
 */
public final class Roles {
  private final Map<ConsoleRole, Set<String>> authorities;

  /**
   * The roles of an application.
   *
   * @param authorities those that grant a role; for a role that is left out {@link
   *     ConsoleRole#authority()}
   */
  public Roles(Map<ConsoleRole, Set<String>> authorities) {
    this.authorities = Map.copyOf(authorities);
  }

  /** Who is signed in; empty = nobody, or nobody in particular. */
  public Optional<Caller> caller() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null
        || !authentication.isAuthenticated()
        || authentication instanceof AnonymousAuthenticationToken) {
      return Optional.empty();
    }
    return Optional.of(new Caller(authentication.getName(), of(authentication.getAuthorities())));
  }

  Set<ConsoleRole> of(Collection<? extends GrantedAuthority> granted) {
    Set<ConsoleRole> roles = EnumSet.noneOf(ConsoleRole.class);
    for (ConsoleRole role : ConsoleRole.values()) {
      Set<String> wanted = authorities.getOrDefault(role, Set.of(role.authority()));
      if (granted.stream().anyMatch(authority -> wanted.contains(authority.getAuthority()))) {
        roles.add(role);
      }
    }
    return ConsoleRole.withImplied(roles);
  }
}
