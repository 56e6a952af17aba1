package io.twinbox.console.boot;

import io.twinbox.console.ConsoleDatabase;
import io.twinbox.jdbc.JdbcAdmin;
import io.twinbox.jdbc.Schema;
import io.twinbox.relay.RelayStatus;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The ports of a PostgreSQL database. */
public final class DatabasePorts {
  /** Where outbox and inbox are unless somebody says otherwise. */
  public static final String DEFAULT_SCHEMA = Schema.DEFAULT_NAME;

  private DatabasePorts() {}

  /**
   * A database as the console shows it.
   *
   * @param name how the console calls it
   * @param relaysHere the relays this process runs for it
   * @param promises what is promised with the settings in force
   */
  public static ConsoleDatabase of(
      String name,
      DataSource dataSource,
      String schema,
      Supplier<List<RelayStatus>> relaysHere,
      Supplier<List<String>> promises) {
    JdbcAdmin admin = JdbcAdmin.of(dataSource, schema);
    return new ConsoleDatabase(
        name,
        admin.queries(),
        admin.actions(),
        admin.jobs(),
        admin.outbox(),
        admin.inbox(),
        relaysHere,
        promises);
  }
}
