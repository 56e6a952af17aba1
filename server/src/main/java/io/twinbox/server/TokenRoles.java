package io.twinbox.server;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.authority.mapping.GrantedAuthoritiesMapper;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Reads roles out of an identity provider's tokens. A claim may lie within others: {@code
 * realm_access.roles}. Thread-safe.
 */
final class TokenRoles implements GrantedAuthoritiesMapper {
  private static final int MAX_ROLES = 200;

  private final ServerProperties.Oidc oidc;

  TokenRoles(ServerProperties.Oidc oidc) {
    this.oidc = oidc;
  }

  /** A program's, or a command line's. */
  AbstractAuthenticationToken authentication(Jwt token) {
    Object name = claim(token.getClaims(), oidc.nameClaim());
    List<GrantedAuthority> roles = authorities(token.getClaims());
    return name instanceof String text && !text.isBlank()
        ? new JwtAuthenticationToken(token, roles, text)
        : new JwtAuthenticationToken(token, roles);
  }

  /** Somebody's who has signed in at the provider. */
  @Override
  public Collection<? extends GrantedAuthority> mapAuthorities(
      Collection<? extends GrantedAuthority> given) {
    Set<GrantedAuthority> mapped = new LinkedHashSet<>();
    for (GrantedAuthority authority : given) {
      if (authority instanceof OidcUserAuthority user) {
        mapped.addAll(authorities(user.getIdToken().getClaims()));
        if (user.getUserInfo() != null) {
          mapped.addAll(authorities(user.getUserInfo().getClaims()));
        }
      } else if (authority.getAuthority() != null && isOurs(authority.getAuthority())) {
        // A built-in user's. Nothing else that Spring grants by itself is a role here.
        mapped.add(authority);
      }
    }
    return mapped;
  }

  private static boolean isOurs(String authority) {
    return authority.startsWith("ROLE_TWINBOX_");
  }

  private List<GrantedAuthority> authorities(Map<String, Object> claims) {
    Object roles = claim(claims, oidc.rolesClaim());
    Collection<?> named =
        roles instanceof Collection<?> several
            ? several
            : roles instanceof String text ? List.of(text.split(" ")) : List.of();
    return named.stream()
        .limit(MAX_ROLES)
        .filter(role -> role instanceof String text && !text.isBlank())
        .map(role -> (GrantedAuthority) new SimpleGrantedAuthority((String) role))
        .toList();
  }

  private static @Nullable Object claim(Map<String, Object> claims, String path) {
    // Some providers have claims with dots in their names.
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    Object found = claims;
    for (String name : path.split("\\.", -1)) {
      found = found instanceof Map<?, ?> inner ? inner.get(name) : null;
    }
    return found;
  }
}
