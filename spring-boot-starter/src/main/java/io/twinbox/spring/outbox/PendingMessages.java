package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.jdbc.JdbcOutbox;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives each transaction on the outbox's {@code DataSource} its {@link Pending}, and writes it when
 * the transaction is about to commit.
 *
 * <p>Why a listener of the transaction manager and not a synchronization alone: those that a {@code
 * beforeCommit} of another one registers are not asked any more, so what a listener appends at that
 * late moment would be lost. The manager tells its listeners after all synchronizations, right
 * before the commit, and rolls back if one of them throws.
 */
final class PendingMessages {
  private static final int MOST_ROUNDS = 100;

  private final DataSource dataSource;
  private final JdbcOutbox outbox;
  private final Flush flush;
  private final Supplier<List<BeforeWriting>> hooks;
  private final PublicationWatch watch;
  private final Runnable wake;

  PendingMessages(
      DataSource dataSource,
      JdbcOutbox outbox,
      Flush flush,
      Supplier<List<BeforeWriting>> hooks,
      PublicationWatch watch,
      Runnable wake) {
    this.dataSource = dataSource;
    this.outbox = outbox;
    this.flush = flush;
    this.hooks = hooks;
    this.watch = watch;
    this.wake = wake;
  }

  /** That of the transaction that runs in this thread; null = none runs on our database. */
  @Nullable Pending running() {
    return (Pending) TransactionSynchronizationManager.getResource(this);
  }

  Handle handle(UUID id) {
    return watch.handle(id);
  }

  void wake() {
    wake.run();
  }

  void bind(Pending pending) {
    TransactionSynchronizationManager.unbindResourceIfPossible(this);
    TransactionSynchronizationManager.bindResource(this, pending);
  }

  void unbind(Pending pending) {
    if (running() == pending) {
      TransactionSynchronizationManager.unbindResource(this);
    }
  }

  void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
    if (failure != null
        || !transaction.isNewTransaction()
        || !TransactionSynchronizationManager.isSynchronizationActive()) {
      return;
    }
    Object resource = TransactionSynchronizationManager.getResource(dataSource);
    if (!(resource instanceof ConnectionHolder holder)) {
      return;
    }
    Pending outer = running();
    if (outer != null && outer.on(holder)) {
      return; // Another manager's transaction, inside of ours.
    }
    Pending pending = new Pending(this, transaction, holder);
    bind(pending);
    TransactionSynchronizationManager.registerSynchronization(pending);
  }

  void beforeCommit(TransactionExecution transaction) {
    Pending pending = of(transaction);
    if (pending == null) {
      return;
    }
    gather(pending);
    append(pending);
    pending.close();
  }

  /** Writes before the commit what there is so far. */
  void write(Pending pending) {
    flush.flush(!pending.unwritten().isEmpty());
    append(pending);
  }

  private void append(Pending pending) {
    List<Message> messages = pending.unwritten();
    if (messages.isEmpty()) {
      return;
    }
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      pending.wrote(outbox.appendNumbered(connection, messages));
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  /**
   * A flush calls the callbacks of what it writes, and these may append: where somebody listens to
   * that, it comes now, and not in the commit, when it is too late.
   */
  private void gather(Pending pending) {
    List<BeforeWriting> asked = hooks.get();
    int before;
    int round = 0;
    do {
      if (round++ == MOST_ROUNDS) {
        throw new IllegalStateException(
            "After "
                + MOST_ROUNDS
                + " flushes each one still appends messages. An entity has to hold the same events,"
                + " not equal ones, until it is told to forget them; and a callback of the flush"
                + " must not tell something each time, changed or not");
      }
      before = pending.size();
      asked.forEach(BeforeWriting::beforeWriting);
      flush.flush(!asked.isEmpty() || !pending.empty());
    } while (pending.size() > before);
  }

  void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
    end(
        transaction,
        failure == null
            ? TransactionSynchronization.STATUS_COMMITTED
            : TransactionSynchronization.STATUS_UNKNOWN);
  }

  void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
    end(transaction, TransactionSynchronization.STATUS_ROLLED_BACK);
  }

  private void end(TransactionExecution transaction, int status) {
    Pending pending = of(transaction);
    if (pending != null) {
      pending.end(status);
    }
  }

  private @Nullable Pending of(TransactionExecution transaction) {
    Pending pending = running();
    return pending != null && pending.of(transaction) ? pending : null;
  }
}
