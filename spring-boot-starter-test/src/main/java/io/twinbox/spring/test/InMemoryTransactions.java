package io.twinbox.spring.test;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.SmartTransactionObject;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Transactions that are begun, suspended and ended as Spring does, and hold no resource. */
final class InMemoryTransactions extends AbstractPlatformTransactionManager {
  private static final long serialVersionUID = 1L;

  InMemoryTransactions() {
    setNestedTransactionAllowed(true);
  }

  @Override
  protected Object doGetTransaction() {
    Running running = new Running();
    running.existing = (Holder) TransactionSynchronizationManager.getResource(this);
    return running;
  }

  @Override
  protected boolean isExistingTransaction(Object transaction) {
    return ((Running) transaction).existing != null;
  }

  @Override
  protected void doBegin(Object transaction, TransactionDefinition definition) {
    Holder begun = new Holder();
    ((Running) transaction).existing = begun;
    TransactionSynchronizationManager.bindResource(this, begun);
  }

  @Override
  protected Object doSuspend(Object transaction) {
    ((Running) transaction).existing = null;
    return TransactionSynchronizationManager.unbindResource(this);
  }

  @Override
  protected void doResume(@Nullable Object transaction, Object suspended) {
    TransactionSynchronizationManager.bindResource(this, suspended);
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    // Whoever takes part is told by Spring.
  }

  @Override
  protected void doRollback(DefaultTransactionStatus status) {
    // Whoever takes part is told by Spring.
  }

  @Override
  protected void doSetRollbackOnly(DefaultTransactionStatus status) {
    Holder existing = ((Running) status.getTransaction()).existing;
    if (existing != null) {
      existing.rollbackOnly = true;
    }
  }

  @Override
  protected void doCleanupAfterCompletion(Object transaction) {
    TransactionSynchronizationManager.unbindResource(this);
  }

  /** The transaction of the thread. */
  private static final class Holder {
    private boolean rollbackOnly;
  }

  /** One use of it. */
  private static final class Running implements SmartTransactionObject, SavepointManager {
    private @Nullable Holder existing;

    @Override
    public boolean isRollbackOnly() {
      return existing != null && existing.rollbackOnly;
    }

    @Override
    public Object createSavepoint() {
      return new Object();
    }

    @Override
    public void rollbackToSavepoint(Object savepoint) {
      // Whoever takes part is told by Spring.
      if (existing != null) {
        existing.rollbackOnly = false;
      }
    }

    @Override
    public void releaseSavepoint(Object savepoint) {
      // Nothing is held.
    }
  }
}
