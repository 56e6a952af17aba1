package io.twinbox.jdbc;

import io.twinbox.spi.OutboxStoreContract;
import io.twinbox.spi.OutboxStoreHarness;

@OnEachPostgres
class PostgresOutboxStoreContractIT extends OutboxStoreContract {
  private final PostgresFixture postgres;

  PostgresOutboxStoreContractIT(PostgresFixture postgres) {
    this.postgres = postgres;
  }

  @Override
  protected OutboxStoreHarness open() {
    return new PostgresHarness(postgres, postgres.newSchema());
  }
}
