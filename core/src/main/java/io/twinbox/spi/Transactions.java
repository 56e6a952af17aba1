package io.twinbox.spi;

import java.sql.Connection;

/**
 * Port to whoever owns the application's transactions: plain JDBC, or a framework. Thread-safe.
 *
 * <p>What a handler writes, what it appends to an outbox and the ledger are one transaction of this
 * port, so it must lead to the database of the {@link InboxStore}.
 */
@FunctionalInterface
public interface Transactions {

  /**
   * Runs work in a new transaction of the calling thread, READ COMMITTED or stricter, and commits
   * it; or rolls it back if the work throws.
   *
   * <p>A commit whose result is unknown, because the connection broke, may throw: the caller finds
   * out from the ledger.
   *
   * @return what the work returned; the transaction is durable then
   * @throws StoreException or the framework's own unchecked exception, if the database failed. What
   *     the work threw comes out as it was
   */
  <T> T run(Work<T> work);

  /**
   * What is done in a transaction.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  interface Work<T> {

    /**
     * Does it.
     *
     * @param tx the running transaction: auto-commit is off. Not to be ended here, and not to be
     *     used afterwards
     */
    T in(Connection tx);
  }
}
