package io.twinbox.jdbc;

import java.util.regex.Pattern;

/**
 * The one way a name gets into SQL text. Everything else is bound.
 *
 * <p>The rule is narrower than PostgreSQL's, so that a name means the same with and without quotes,
 * and cannot carry anything but itself.
 */
final class Identifiers {

  private static final Pattern LEGAL = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private Identifiers() {}

  /**
   * Checks a name.
   *
   * @param what whose name it is, for the error
   * @throws IllegalArgumentException if the name is not legal
   */
  static String require(String what, String name) {
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " must match " + LEGAL.pattern() + ": '" + name.replaceAll("[^ -~]", "?") + "'");
    }
    if (name.startsWith("pg_")) {
      throw new IllegalArgumentException(what + " must not begin with pg_: '" + name + "'");
    }
    return name;
  }

  /** The name in quotes, for SQL text. */
  static String quote(String what, String name) {
    return '"' + require(what, name) + '"';
  }
}
