package io.twinbox.testing;

import io.twinbox.spi.InboxStore;
import io.twinbox.spi.InboxStoreContract;
import io.twinbox.spi.InboxStoreHarness;
import io.twinbox.spi.Transactions;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;

class InMemoryInboxStoreContractTest extends InboxStoreContract {

  @Override
  protected InboxStoreHarness open() {
    return new Harness();
  }

  private static final class Harness implements InboxStoreHarness {
    private final ManualClock clock = new ManualClock();
    private final InMemoryInboxStore store = new InMemoryInboxStore(clock);

    @Override
    public InboxStore store() {
      return store;
    }

    @Override
    public Transactions transactions() {
      return store;
    }

    @Override
    public Connection begin() {
      return store.begin();
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public Duration window() {
      return InMemoryInboxStore.RETENTION;
    }

    @Override
    public void pass(Duration time) {
      clock.advance(time);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
