package io.twinbox.jdbc;

import io.twinbox.inbox.InboxEngineHarness;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Transactions;
import io.twinbox.testing.Effect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Drives {@link JdbcInboxStore} for the contracts of the store and of the engine. A schema for each
 * test would take longer to install than the test runs, so all share one, and each begins with an
 * empty inbox. The database's clock cannot be moved, so what waits for it is moved towards it.
 */
final class PostgresInboxHarness implements InboxEngineHarness {
  private final PostgresFixture postgres;
  private final DataSource dataSource;
  private final InboxStore store;
  private final List<Connection> begun = new ArrayList<>();

  /**
   * Empties the inbox first.
   *
   * @param dataSource of that database
   */
  PostgresInboxHarness(PostgresFixture postgres, DataSource dataSource) {
    this.postgres = postgres;
    this.dataSource = dataSource;
    this.store = JdbcInboxStore.builder().dataSource(dataSource).build();
    empty();
    store.register("payments");
    store.register("mails");
  }

  private void empty() {
    execute(
        """
        CREATE TABLE IF NOT EXISTS effect (
          no    bigint GENERATED ALWAYS AS IDENTITY,
          key   text,
          value text
        );
        DELETE FROM effect;
        DELETE FROM twinbox.inbox;
        DELETE FROM twinbox.inbox_record;
        DELETE FROM twinbox.inbox_marker;
        DELETE FROM twinbox.inbox_guard;
        """);
  }

  @Override
  public InboxStore store() {
    return store;
  }

  @Override
  public Transactions transactions() {
    return JdbcTransactions.of(dataSource);
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
    execute(
        "UPDATE twinbox.inbox_record SET next_attempt_at = next_attempt_at - interval '%d ms'"
            .formatted(time.toMillis()));
  }

  private void execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void effect(Connection tx, String key, String value) {
    String sql = "INSERT INTO effect (key, value) VALUES (?, ?)";
    try (PreparedStatement insert = tx.prepareStatement(sql)) {
      insert.setString(1, key);
      insert.setString(2, value);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Effect> effects() {
    String sql = "SELECT key, value FROM effect ORDER BY no";
    try (Connection connection = dataSource.getConnection();
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery(sql)) {
      List<Effect> effects = new ArrayList<>();
      while (rows.next()) {
        effects.add(new Effect(rows.getString(1), rows.getString(2)));
      }
      return effects;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void refusedAppend(Connection tx) {
    try (Statement statement = tx.createStatement()) {
      statement.execute("INSERT INTO twinbox.outbox (topic, type) VALUES ('', '')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void rollBackSecretly(Connection tx) {
    try (Statement statement = tx.createStatement()) {
      statement.execute("ROLLBACK");
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
