package io.twinbox.jdbc;

import io.twinbox.spi.InboxStore;
import io.twinbox.spi.InboxStoreHarness;
import io.twinbox.spi.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives {@link JdbcInboxStore} for the contract, in a schema of its own. The database's clock
 * cannot be moved, so what waits for it is moved towards it.
 */
final class PostgresInboxHarness implements InboxStoreHarness {
  private final PostgresFixture postgres;
  private final String schema;
  private final InboxStore store;
  private final List<Connection> begun = new ArrayList<>();

  PostgresInboxHarness(PostgresFixture postgres, String schema) {
    this.postgres = postgres;
    this.schema = schema;
    this.store = JdbcInboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    store.register("payments");
    store.register("mails");
  }

  @Override
  public InboxStore store() {
    return store;
  }

  @Override
  public Transactions transactions() {
    return JdbcTransactions.of(postgres.dataSource());
  }

  @Override
  public Connection begin() {
    try {
      Connection connection = postgres.begin();
      begun.add(connection);
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Duration window() {
    return Schema.DEFAULT_RETENTION;
  }

  @Override
  public void pass(Duration time) {
    try {
      postgres.execute(
          "UPDATE %s.inbox_record SET next_attempt_at = next_attempt_at - interval '%d ms'"
              .formatted(schema, time.toMillis()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (Connection connection : begun) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
