package io.twinbox.server;

import io.twinbox.console.ConsoleRole;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The users with a password. */
final class Users {
  private static final int GENERATED_BYTES = 15;

  private Users() {}

  static UserDetailsService of(List<ServerProperties.BuiltInUser> users) {
    InMemoryUserDetailsManager known = new InMemoryUserDetailsManager();
    users.forEach(
        user ->
            known.createUser(
                user(String.valueOf(user.name()), String.valueOf(user.password()), user.roles())));
    return known;
  }

  /** One user with a password nobody could know, told once to whoever has started the server. */
  static UserDetailsService generated(PrintStream out) {
    byte[] random = new byte[GENERATED_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    String hash =
        "{bcrypt}" + new BCryptPasswordEncoder(TwinboxServer.BCRYPT_STRENGTH).encode(password);
    out.println();
    out.println("  No users are configured. For this run, and from this machine only:");
    out.println("    user admin, password " + password);
    out.println();
    return new InMemoryUserDetailsManager(
        user("admin", hash, List.of(ConsoleRole.ADMIN, ConsoleRole.EDITOR)));
  }

  private static UserDetails user(String name, String hash, List<ConsoleRole> roles) {
    return User.withUsername(name)
        .password(hash)
        .authorities(roles.stream().map(ConsoleRole::authority).toArray(String[]::new))
        .build();
  }
}
