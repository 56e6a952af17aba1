package io.twinbox.console;

import io.twinbox.admin.AdminActions;
import io.twinbox.admin.AdminJobs;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.relay.RelayStatus;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A database the console shows, with the ports it is asked through. Give it a role of the database
 * that may do what the console's users may, and a pool that the relay does not need.
 *
 * @param name 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit
 * @param queries what is shown
 * @param actions what is done
 * @param jobs what is done to many
 * @param outbox pause and resume
 * @param inbox what is done to stored records
 * @param relaysHere the relays this process runs for it; asked often, so it must be quick
 * @param promises what is promised with the settings in force; the same
 */
public record ConsoleDatabase(
    String name,
    AdminQueries queries,
    AdminActions actions,
    AdminJobs jobs,
    OutboxAdmin outbox,
    InboxAdmin inbox,
    Supplier<List<RelayStatus>> relaysHere,
    Supplier<List<String>> promises) {
  public ConsoleDatabase {
    Objects.requireNonNull(queries, "queries");
    Objects.requireNonNull(actions, "actions");
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(outbox, "outbox");
    Objects.requireNonNull(inbox, "inbox");
    Objects.requireNonNull(relaysHere, "relaysHere");
    Objects.requireNonNull(promises, "promises");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")) {
      throw new IllegalArgumentException(
          "name must have 1 to 63 letters, digits, hyphens and underscores: '" + name + "'");
    }
  }
}
