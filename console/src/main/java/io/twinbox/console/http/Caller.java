package io.twinbox.console.http;

import io.twinbox.console.ConsoleRole;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name as the application's security knows him
 * @param roles his, with all they imply
 */
public record Caller(String name, Set<ConsoleRole> roles) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  public boolean is(ConsoleRole role) {
    return roles.contains(role);
  }
}
