package io.twinbox.jdbc;

import io.twinbox.inbox.InboxEngineContract;
import io.twinbox.inbox.InboxEngineHarness;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;

@OnEachPostgres
class PostgresInboxEngineIT extends InboxEngineContract {
  private final PostgresFixture postgres;
  private final KeptConnection connection;

  PostgresInboxEngineIT(PostgresFixture postgres) throws SQLException {
    this.postgres = postgres;
    this.connection = new KeptConnection(postgres.url());
  }

  @AfterEach
  void closeConnection() throws SQLException {
    connection.close();
  }

  @Override
  protected InboxEngineHarness open() {
    return new PostgresInboxHarness(postgres, connection);
  }
}
