package io.twinbox.spring.test;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Assertions are about what is committed, and in a running transaction nothing is. */
final class OutsideTransactions {
  private OutsideTransactions() {}

  /**
   * Lets nobody ask inside of a transaction, where nothing being appended proves nothing.
   *
   * @throws IllegalStateException if one runs in this thread, with the remedy
   */
  static void require() {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "A transaction runs in this thread: what it appends is not committed, and cannot be seen."
              + " If it is the test's own (@Transactional, or a slice as @DataJpaTest), annotate"
              + " the test with @Transactional(propagation = Propagation.NOT_SUPPORTED), or commit"
              + " before asserting, by TestTransaction.flagForCommit() and TestTransaction.end()");
    }
  }
}
