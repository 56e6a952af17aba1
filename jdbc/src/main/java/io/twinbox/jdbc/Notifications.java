package io.twinbox.jdbc;

/**
 * Where a commit is announced with NOTIFY, if the outbox is told to: a hint for relays that listen,
 * never the truth.
 *
 * <p>The notification's channel is the schema's name, its payload the channel of the messages
 * ({@code kafka}): {@code LISTEN "twinbox"} hears all appends to the schema twinbox.
 */
final class Notifications {

  private Notifications() {}

  /** The channel to LISTEN on, unquoted: any legal schema name is a legal one. */
  static String channelOf(SchemaName schema) {
    return schema.name();
  }
}
