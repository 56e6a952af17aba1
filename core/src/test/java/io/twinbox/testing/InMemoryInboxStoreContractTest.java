package io.twinbox.testing;

import io.twinbox.spi.InboxStoreContract;
import io.twinbox.spi.InboxStoreHarness;

class InMemoryInboxStoreContractTest extends InboxStoreContract {

  @Override
  protected InboxStoreHarness open() {
    return new InMemoryInboxHarness();
  }
}
