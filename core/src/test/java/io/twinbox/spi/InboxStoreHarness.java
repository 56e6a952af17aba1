package io.twinbox.spi;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;

/**
 * One empty inbox, as the contract of {@link InboxStore} drives it: the store under test, and what
 * the application and time do to it.
 */
public interface InboxStoreHarness extends AutoCloseable {

  /** The store under test; the consumers "payments" and "mails" are registered. */
  InboxStore store();

  /** The application's transactions. */
  Transactions transactions();

  /** Begins a transaction that the caller ends; several may be open, in one thread too. */
  Connection begin();

  /** The database's time. */
  Instant now();

  /** The deduplication window. */
  Duration window();

  /** Lets the database's clock advance, as far as the next attempts go. */
  void pass(Duration time);

  @Override
  void close();
}
