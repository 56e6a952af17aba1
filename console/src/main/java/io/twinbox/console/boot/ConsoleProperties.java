package io.twinbox.console.boot;

import io.twinbox.console.ConsoleRole;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The console.
 *
 * @param enabled Whether there is a console.
 * @param path Where it is, beneath the application's context path.
 * @param loginPath Where a person signs in; who asks for the page without a session is sent there.
 *     Nobody is sent anywhere if it is empty.
 * @param logoutPath Where a POST ends a session; not offered if empty.
 * @param roles Authorities of Spring Security that grant each role; ROLE_TWINBOX_VIEWER,
 *     ROLE_TWINBOX_PAYLOAD_VIEWER, ROLE_TWINBOX_OPERATOR, ROLE_TWINBOX_ADMIN and
 *     ROLE_TWINBOX_EDITOR if not set.
 */
@ConfigurationProperties("twinbox.console")
record ConsoleProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("/twinbox") String path,
    @DefaultValue("/login") String loginPath,
    @DefaultValue("/logout") String logoutPath,
    @Nullable Map<ConsoleRole, Set<String>> roles) {

  ConsoleProperties {
    if (!path.matches("(/[A-Za-z0-9._-]+)+")) {
      throw new IllegalArgumentException(
          "twinbox.console.path must be one or more parts such as /twinbox, is '" + path + "'");
    }
    requirePath("login-path", loginPath);
    requirePath("logout-path", logoutPath);
  }

  private static void requirePath(String name, String path) {
    if (!path.matches("|/[A-Za-z0-9._/-]*") || path.startsWith("//")) {
      throw new IllegalArgumentException(
          "twinbox.console." + name + " must be a path of this application, is '" + path + "'");
    }
  }

  @Nullable String loginPathOrNull() {
    return loginPath.isEmpty() ? null : loginPath;
  }

  @Nullable String logoutPathOrNull() {
    return logoutPath.isEmpty() ? null : logoutPath;
  }

  Map<ConsoleRole, Set<String>> rolesOrDefault() {
    return roles == null ? new EnumMap<>(ConsoleRole.class) : roles;
  }
}
