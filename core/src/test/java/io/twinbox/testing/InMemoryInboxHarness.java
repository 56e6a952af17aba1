package io.twinbox.testing;

import io.twinbox.inbox.InboxEngineHarness;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Transactions;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Drives {@link InMemoryInboxStore} for the contracts of the store and of the engine. */
public final class InMemoryInboxHarness implements InboxEngineHarness {
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
  public void refusedAppend(Connection tx) {
    throw new IllegalStateException("refused");
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
