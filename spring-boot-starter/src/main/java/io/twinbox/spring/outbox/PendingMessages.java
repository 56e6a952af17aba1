package io.twinbox.spring.outbox;

import io.twinbox.Message;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives each transaction that messages can be written in its {@link Pending}, and writes it when
 * the transaction is about to commit.
 *
 * <p>Why a listener of the transaction manager and not a synchronization alone: those that a {@code
 * beforeCommit} of another one registers are not asked any more, so what a listener appends at that
 * late moment would be lost. The manager tells its listeners after all synchronizations, right
 * before the commit, and rolls back if one of them throws.
 */
final class PendingMessages {
  private static final int MOST_ROUNDS = 100;

  private final MessageLog log;
  private final Flush flush;
  private final Supplier<List<BeforeWriting>> hooks;
  private final Supplier<List<AfterAppend>> listeners;
  private final PublicationWatch watch;
  private final Runnable wake;

  PendingMessages(
      MessageLog log,
      Flush flush,
      Supplier<List<BeforeWriting>> hooks,
      Supplier<List<AfterAppend>> listeners,
      PublicationWatch watch,
      Runnable wake) {
    this.log = log;
    this.flush = flush;
    this.hooks = hooks;
    this.listeners = listeners;
    this.watch = watch;
    this.wake = wake;
  }

  /** That of the transaction that runs in this thread; null = none of ours does. */
  @Nullable Pending running() {
    return (Pending) TransactionSynchronizationManager.getResource(this);
  }

  Handle handle(UUID id) {
    return watch.handle(id);
  }

  void committed(Handle handle) {
    log.committed(handle);
  }

  List<AfterAppend> listeners() {
    return listeners.get();
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
    Object resource = log.begun();
    Pending outer = running();
    if (resource == null || (outer != null && outer.on(resource))) {
      return; // Not on our database, or another manager's transaction inside of ours.
    }
    Pending pending = new Pending(this, transaction, resource);
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
    if (!pending.unwritten().isEmpty()) {
      flush.flush();
    }
    append(pending);
  }

  private void append(Pending pending) {
    List<Message> messages = pending.unwritten();
    if (messages.isEmpty()) {
      return;
    }
    pending.wrote(log.write(messages));
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
      if (!asked.isEmpty() || !pending.empty()) {
        flush.flush(); // Otherwise there is nothing to be in front of: the commit does it.
      }
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
