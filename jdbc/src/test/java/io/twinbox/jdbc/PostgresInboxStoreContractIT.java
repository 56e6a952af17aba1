package io.twinbox.jdbc;

import io.twinbox.spi.InboxStoreContract;
import io.twinbox.spi.InboxStoreHarness;

@OnEachPostgres
class PostgresInboxStoreContractIT extends InboxStoreContract {
  private final PostgresFixture postgres;

  PostgresInboxStoreContractIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Override
  protected InboxStoreHarness open() {
    return new PostgresInboxHarness(postgres, postgres.dataSource());
  }
}
