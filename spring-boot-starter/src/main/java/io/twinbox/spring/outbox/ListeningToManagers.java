package io.twinbox.spring.outbox;

import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Has every transaction manager tell the outbox of its transactions, also one that the application
 * makes itself. Asked for late: a manager must not wait for the database to be there.
 */
final class ListeningToManagers implements BeanPostProcessor {
  private final ObjectProvider<PendingMessages> pendings;

  ListeningToManagers(ObjectProvider<PendingMessages> pendings) {
    this.pendings = pendings;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ConfigurableTransactionManager manager) {
      Collection<TransactionExecutionListener> present = manager.getTransactionExecutionListeners();
      if (present.stream().noneMatch(Late.class::isInstance)) {
        manager.addListener(new Late(pendings::getObject));
      }
    }
    return bean;
  }

  /** Finds the outbox when the first transaction begins. */
  static final class Late implements TransactionExecutionListener {
    private final Supplier<PendingMessages> provider;
    private volatile @Nullable PendingMessages found;

    Late(Supplier<PendingMessages> provider) {
      this.provider = provider;
    }

    private PendingMessages pendings() {
      PendingMessages known = found;
      if (known == null) {
        known = provider.get();
        found = known;
      }
      return known;
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
      pendings().afterBegin(transaction, failure);
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
      pendings().beforeCommit(transaction);
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
      pendings().afterCommit(transaction, failure);
    }

    @Override
    public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
      pendings().afterRollback(transaction, failure);
    }
  }
}
