package io.twinbox.server;

import io.twinbox.console.ConsoleRole;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server.
 *
 * @param users Who may sign in with a password.
 * @param oidc How tokens of an identity provider are read.
 * @param databases What is relayed, by name: each with the sections datasource, kafka, relay,
 *     channels, mail, schema, observe and console.
 */
@ConfigurationProperties("twinbox.server")
record ServerProperties(
    @DefaultValue List<BuiltInUser> users,
    @DefaultValue Oidc oidc,
    @DefaultValue Map<String, Map<String, Object>> databases) {

  ServerProperties {
    Set<String> names = new HashSet<>();
    users.forEach(
        user -> {
          if (!names.add(user.name())) {
            throw new IllegalArgumentException(
                "twinbox.server.users has two users named '" + user.name() + "'");
          }
        });
    if (databases.isEmpty()) {
      throw new IllegalArgumentException(
          "twinbox.server.databases names no database: there is nothing to relay");
    }
  }

  /**
   * A user with a password.
   *
   * @param name What is typed in, and what the audit says.
   * @param password The bcrypt hash of the password: twinbox server hash-password makes it.
   * @param roles viewer, payload-viewer, operator, admin, editor.
   */
  record BuiltInUser(
      @Nullable String name, @Nullable String password, @DefaultValue List<ConsoleRole> roles) {
    BuiltInUser {
      if (name == null || !name.matches("[A-Za-z0-9._@-]{1,100}")) {
        throw new IllegalArgumentException(
            "twinbox.server.users: a name has 1 to 100 letters, digits, '.', '_', '@', '-'");
      }
      if (password == null
          || !password.matches("\\{bcrypt}\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
        // What was given is not repeated: it may be a password.
        throw new IllegalArgumentException(
            "twinbox.server.users: the password of '"
                + name
                + "' is no bcrypt hash; 'twinbox server hash-password' makes one");
      }
      if (roles.isEmpty()) {
        throw new IllegalArgumentException("twinbox.server.users: '" + name + "' has no roles");
      }
    }

    /** Without the hash. */
    @Override
    public String toString() {
      return "BuiltInUser[name:" + name + " roles:" + roles + "]";
    }
  }

  /**
   * Tokens.
   *
   * @param rolesClaim The claim with the roles; its values are authorities, so map them with
   *     twinbox.console.roles.
   * @param nameClaim The claim that names the user, for the audit.
   */
  record Oidc(
      @DefaultValue("roles") String rolesClaim,
      @DefaultValue("preferred_username") String nameClaim) {}
}
