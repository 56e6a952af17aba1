package io.twinbox.spi;

import io.twinbox.EntryState;
import io.twinbox.Message;
import java.time.Duration;

/**
 * One empty outbox, as the contract of {@link OutboxStore} drives it: the store under test, and
 * what the application, the operator and time do to it.
 */
public interface OutboxStoreHarness extends AutoCloseable {

  /** The store under test. */
  OutboxStore store();

  /** Begins a business transaction; several may be open in one thread. */
  Transaction begin();

  /** Lets the database's clock advance, as far as leases and backoffs go. */
  void pass(Duration time);

  /** Makes what has committed so much older, and its slot the next to purge. */
  void age(Duration time);

  /** Where a committed entry stands. */
  EntryState state(RelayId relay, long seq);

  /** The operator pauses the relay, or lets it go on. */
  void pause(RelayId relay, boolean on);

  /** The operator puts a dead letter back. */
  void retry(RelayId relay, long seq);

  /** The operator drops a dead letter. */
  void discard(RelayId relay, long seq);

  @Override
  void close();

  /** A business transaction. */
  interface Transaction {
    /** Writes something else, so that the transaction's id is drawn. */
    void drawId();

    /** Appends, and tells the entry's seq. */
    long append(Message message);

    /** Rolls {@code work} back by a savepoint. */
    void undo(Runnable work);

    void commit();

    void rollback();
  }
}
