package io.twinbox.jdbc;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OutboxStoreHarness;
import io.twinbox.spi.RelayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives {@link JdbcOutboxStore} for the contract, in a schema of its own. The database's clock
 * cannot be moved, so what waits for it is moved towards it.
 */
final class PostgresHarness implements OutboxStoreHarness {
  private final PostgresFixture postgres;
  private final String schema;
  private final OutboxStore store;
  private final JdbcOutbox outbox;
  private final List<PostgresTransaction> begun = new ArrayList<>();

  PostgresHarness(PostgresFixture postgres, String schema) {
    this.postgres = postgres;
    this.schema = schema;
    this.store = JdbcOutboxStore.builder().dataSource(postgres.dataSource()).schema(schema).build();
    this.outbox = JdbcOutbox.builder().schema(schema).build();
  }

  @Override
  public OutboxStore store() {
    return store;
  }

  @Override
  public Transaction begin() {
    PostgresTransaction transaction = new PostgresTransaction(asking(postgres::begin));
    begun.add(transaction);
    return transaction;
  }

  @Override
  public void pass(Duration time) {
    long ms = time.toMillis();
    execute("UPDATE twinbox.relay SET expires_at = expires_at - ? * interval '1 ms'", ms);
    execute(
        "UPDATE twinbox.parked SET next_attempt_at = next_attempt_at - ? * interval '1 ms'", ms);
  }

  @Override
  public void age(Duration time) {
    execute(
        """
        UPDATE twinbox.outbox
        SET slot = (twinbox.current_slot() + 1) % 8,
            occurred_at = occurred_at - ? * interval '1 ms'
        """,
        time.toMillis());
  }

  @Override
  public EntryState state(RelayId relay, long seq) {
    return asking(
        () -> {
          try (Connection connection = postgres.connect();
              PreparedStatement query =
                  connection.prepareStatement(
                      sql("SELECT state FROM twinbox.outbox_status WHERE relay = ? AND seq = ?"))) {
            query.setString(1, relay.name());
            query.setLong(2, seq);
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return EntryState.valueOf(row.getString(1));
            }
          }
        });
  }

  @Override
  public void pause(RelayId relay, boolean on) {
    execute("UPDATE twinbox.relay SET paused = ? WHERE name = ?", on, relay.name());
  }

  @Override
  public void retry(RelayId relay, long seq) {
    execute(
        """
        UPDATE twinbox.parked
        SET state = 'PARKED', blocking = false, attempts = 0, ended_at = NULL,
            next_attempt_at = clock_timestamp()
        WHERE relay = ? AND seq = ? AND state = 'DEAD' AND discarded_at IS NULL
        """,
        relay.name(),
        seq);
  }

  @Override
  public void discard(RelayId relay, long seq) {
    execute(
        """
        UPDATE twinbox.parked SET blocking = false, discarded_at = clock_timestamp()
        WHERE relay = ? AND seq = ? AND state = 'DEAD' AND discarded_at IS NULL
        """,
        relay.name(),
        seq);
    execute(
        """
        UPDATE twinbox.parked SET next_attempt_at = clock_timestamp()
        WHERE next_attempt_at IS NULL AND (relay, seq) IN (
          SELECT head.relay, min(head.seq)
          FROM twinbox.parked head JOIN twinbox.parked gone USING (relay, lane)
          WHERE gone.relay = ? AND gone.seq = ? AND (head.state = 'PARKED' OR head.blocking)
          GROUP BY head.relay)
          AND state = 'PARKED'
        """,
        relay.name(),
        seq);
  }

  @Override
  public void close() {
    begun.forEach(PostgresTransaction::leave);
    store.close();
  }

  private void execute(String text, Object... parameters) {
    asking(
        () -> {
          try (Connection connection = postgres.connect();
              PreparedStatement statement = connection.prepareStatement(sql(text))) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
          }
        });
  }

  private String sql(String text) {
    return text.replace("twinbox.", schema + ".");
  }

  private interface Asking<T> {
    T ask() throws SQLException;
  }

  private static <T> T asking(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A business transaction on a connection of its own. */
  private final class PostgresTransaction implements Transaction {
    private final Connection connection;

    PostgresTransaction(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void drawId() {
      asking(() -> connection.createStatement().execute("SELECT pg_current_xact_id()"));
    }

    @Override
    public long append(Message message) {
      outbox.append(connection, message);
      return asking(
          () -> {
            try (PreparedStatement query =
                connection.prepareStatement(sql("SELECT seq FROM twinbox.outbox WHERE id = ?"))) {
              query.setObject(1, message.id());
              try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            }
          });
    }

    @Override
    public void undo(Runnable work) {
      Savepoint savepoint = asking(connection::setSavepoint);
      work.run();
      asking(
          () -> {
            connection.rollback(savepoint);
            return savepoint;
          });
    }

    @Override
    public void commit() {
      asking(
          () -> {
            connection.commit();
            connection.close();
            return connection;
          });
    }

    @Override
    public void rollback() {
      leave();
    }

    /** Ends the session, and with it the transaction if it is open. */
    void leave() {
      asking(
          () -> {
            connection.close();
            return connection;
          });
    }
  }
}
