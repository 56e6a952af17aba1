package io.twinbox.spi;

import java.util.Objects;

/**
 * Names a relay: one ordered reader of one channel of one database.
 *
 * @param name unique in the database, 1 to 100 characters of {@code [A-Za-z0-9._-]}
 * @param channel the channel whose entries it publishes
 */
public record RelayId(String name, String channel) {
  /** Longest name. Rule of ours: it is a key of every journal row. */
  public static final int MAX_NAME = 100;

  public RelayId {
    require("relay name", name);
    require("channel", channel);
  }

  private static void require(String field, String value) {
    Objects.requireNonNull(value, field);
    if (value.length() > MAX_NAME || !value.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          field + " must be 1 to " + MAX_NAME + " characters of [A-Za-z0-9._-]: '" + value + "'");
    }
  }
}
