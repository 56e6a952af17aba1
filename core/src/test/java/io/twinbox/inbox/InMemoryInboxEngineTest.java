package io.twinbox.inbox;

import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Transactions;
import io.twinbox.testing.Effect;
import io.twinbox.testing.InMemoryInboxStore;
import io.twinbox.testing.ManualClock;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class InMemoryInboxEngineTest extends InboxEngineContract {

  @Override
  protected InboxEngineHarness open() {
    return new Harness();
  }

  private static final class Harness implements InboxEngineHarness {
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
    public void effect(Connection tx, String key, String value) {
      store.effect(tx, key, value);
    }

    @Override
    public List<Effect> effects() {
      return store.effects();
    }

    @Override
    public void rollBackSecretly(Connection tx) {
      store.rollBackSecretly(tx);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
