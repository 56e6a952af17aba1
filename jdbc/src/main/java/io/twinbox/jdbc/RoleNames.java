package io.twinbox.jdbc;

/**
 * Names of the five least-privilege roles. Each must match {@code [a-z_][a-z0-9_]{0,62}}.
 *
 * @param owner owns everything, installs and upgrades
 * @param app appends to the outbox, and can neither read nor change what is there; runs the inbox
 * @param relay reads the log, keeps its journal and its parked entries, purges
 * @param viewer sees the status of entries and relays, and no payload or headers
 * @param operator sees everything and does what operators do
 */
public record RoleNames(String owner, String app, String relay, String viewer, String operator) {

  /**
   * {@code twinbox_owner}, {@code twinbox_app}, {@code twinbox_relay}, {@code twinbox_viewer},
   * {@code twinbox_operator}.
   */
  public static final RoleNames DEFAULT = withPrefix("twinbox");

  public RoleNames {
    Identifiers.require("owner", owner);
    Identifiers.require("app", app);
    Identifiers.require("relay", relay);
    Identifiers.require("viewer", viewer);
    Identifiers.require("operator", operator);
  }

  /** {@code <prefix>_owner} and so on. */
  public static RoleNames withPrefix(String prefix) {
    return new RoleNames(
        prefix + "_owner",
        prefix + "_app",
        prefix + "_relay",
        prefix + "_viewer",
        prefix + "_operator");
  }
}
