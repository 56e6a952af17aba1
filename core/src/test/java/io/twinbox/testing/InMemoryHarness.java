package io.twinbox.testing;

import io.twinbox.EntryState;
import io.twinbox.Message;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OutboxStoreHarness;
import io.twinbox.spi.RelayId;
import java.time.Duration;

/** Drives {@link InMemoryOutboxStore} for the contract. */
final class InMemoryHarness implements OutboxStoreHarness {
  private final ManualClock clock = new ManualClock();
  private final InMemoryOutboxStore store;

  InMemoryHarness(ReadingRule rule) {
    this.store = new InMemoryOutboxStore(clock, rule);
  }

  @Override
  public OutboxStore store() {
    return store;
  }

  @Override
  public Transaction begin() {
    InMemoryTransaction transaction = store.begin();
    return new Transaction() {
      @Override
      public void drawId() {
        transaction.drawId();
      }

      @Override
      public long append(Message message) {
        return transaction.append(message).seq();
      }

      @Override
      public void undo(Runnable work) {
        InMemoryTransaction.Savepoint savepoint = transaction.savepoint();
        work.run();
        transaction.rollbackTo(savepoint);
      }

      @Override
      public void commit() {
        transaction.commit();
      }

      @Override
      public void rollback() {
        transaction.rollback();
      }
    };
  }

  @Override
  public void pass(Duration time) {
    clock.advance(time);
  }

  @Override
  public void age(Duration time) {
    clock.advance(time);
  }

  @Override
  public EntryState state(RelayId relay, long seq) {
    return store.state(relay, seq).orElseThrow();
  }

  @Override
  public void pause(RelayId relay, boolean on) {
    if (on) {
      store.pause(relay);
    } else {
      store.resume(relay);
    }
  }

  @Override
  public void retry(RelayId relay, long seq) {
    store.retry(relay, seq);
  }

  @Override
  public void discard(RelayId relay, long seq) {
    store.discard(relay, seq);
  }

  @Override
  public void close() {
    store.close();
  }
}
