package io.twinbox.testing;

import io.twinbox.spi.OutboxStoreContract;
import io.twinbox.spi.OutboxStoreHarness;

class InMemoryOutboxStoreContractTest extends OutboxStoreContract {
  @Override
  protected OutboxStoreHarness open() {
    return new InMemoryHarness(ReadingRule.SNAPSHOT_DIFFERENCE);
  }
}
