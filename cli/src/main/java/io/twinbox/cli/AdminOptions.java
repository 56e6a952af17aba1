package io.twinbox.cli;

import io.twinbox.admin.Act;
import io.twinbox.jdbc.JdbcAdmin;
import io.twinbox.jdbc.Schema;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which database an operator works at, and how the answer is to look. */
final class AdminOptions {
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = Schema.DEFAULT_NAME,
      description = "The name of the schema. Default: ${DEFAULT-VALUE}.")
  private String schema = Schema.DEFAULT_NAME;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  DataSource dataSource() {
    return database.database();
  }

  String schema() {
    return schema;
  }

  JdbcAdmin admin() {
    return JdbcAdmin.of(dataSource(), schema);
  }

  /** Who acts, and why. */
  static final class Acting {
    @Option(
        names = "--actor",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who acts, for the audit. Default: the user of this session.")
    private String actor = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit.")
    private @Nullable String reason;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "Idempotency key: the same act under it is done once.")
    private @Nullable String key;

    Act act() {
      return new Act(actor.isBlank() ? "unknown" : actor, reason, key);
    }
  }
}
