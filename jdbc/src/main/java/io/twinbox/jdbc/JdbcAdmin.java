package io.twinbox.jdbc;

import io.twinbox.admin.AdminActions;
import io.twinbox.admin.AdminJobs;
import io.twinbox.admin.AdminQueries;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.OutboxAdmin;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Everything an operator looks at and does, of one schema of a PostgreSQL database. Immutable and
 * thread-safe.
 *
 * <p>Takes a connection from the data source for each call and holds none in between. The rights
 * are those of the connection's role: the viewer's for {@link #queries} without what is hidden, the
 * operator's for all of it.
 */
public final class JdbcAdmin {
  /** Longest time of one statement that an operator looks at something with. */
  public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(3);

  private final AdminQueries queries;
  private final AdminActions actions;
  private final AdminJobs jobs;
  private final OutboxAdmin outbox;
  private final InboxAdmin inbox;

  private JdbcAdmin(DataSource dataSource, SchemaName schema, Duration statementTimeout) {
    Database database = new Database(dataSource, schema, JdbcOutboxStore.DEFAULT_TIMEOUT);
    AdminReads reads = new AdminReads(database, statementTimeout);
    this.queries = new JdbcAdminQueries(database, reads);
    this.actions = new JdbcAdminActions(database, schema);
    this.jobs = new JdbcAdminJobs(database.patient(), reads);
    this.outbox = JdbcOutboxAdmin.of(dataSource, schema.name());
    this.inbox = JdbcInboxAdmin.of(dataSource, schema.name());
  }

  /** Of the default schema of a database. */
  public static JdbcAdmin of(DataSource dataSource) {
    return of(dataSource, SchemaName.DEFAULT.name());
  }

  /**
   * Of a schema of a database.
   *
   * @throws IllegalArgumentException if the schema's name is not legal
   */
  public static JdbcAdmin of(DataSource dataSource, String schema) {
    return of(dataSource, schema, DEFAULT_STATEMENT_TIMEOUT);
  }

  /**
   * Of a schema of a database.
   *
   * @param statementTimeout longest time of one statement of {@link #queries}, 1 ms to 5 s
   * @throws IllegalArgumentException if the schema's name is not legal, or the time out of bounds
   */
  public static JdbcAdmin of(DataSource dataSource, String schema, Duration statementTimeout) {
    Objects.requireNonNull(dataSource, "dataSource");
    if (statementTimeout.toMillis() < 1 || statementTimeout.toSeconds() > 5) {
      throw new IllegalArgumentException(
          "statementTimeout must be 1 ms to 5 s: " + statementTimeout);
    }
    return new JdbcAdmin(dataSource, new SchemaName(schema), statementTimeout);
  }

  /** What there is to look at. */
  public AdminQueries queries() {
    return queries;
  }

  /** What there is to do. */
  public AdminActions actions() {
    return actions;
  }

  /** What takes longer. */
  public AdminJobs jobs() {
    return jobs;
  }

  /** What there is to do with relays and single entries. */
  public OutboxAdmin outbox() {
    return outbox;
  }

  /** What there is to do with stored records. */
  public InboxAdmin inbox() {
    return inbox;
  }
}
