package io.twinbox.spring.test;

import io.twinbox.Message;
import io.twinbox.spring.Appended;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What committed transactions have appended since it was last forgotten, in the order of their
 * commits. Thread-safe.
 */
final class Recording {
  private final List<List<Append>> committed = new ArrayList<>();

  /**
   * One append.
   *
   * @param event what the application handed over: an event, or the message itself
   * @param message what was made of it
   * @param handle the outbox's answer
   */
  record Append(Object event, Message message, Appended handle) {}

  /** What the running transaction has appended; null = it is not recorded yet. */
  @Nullable RecordedTransaction running() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      for (TransactionSynchronization it :
          TransactionSynchronizationManager.getSynchronizations()) {
        if (it instanceof RecordedTransaction recorded && recorded.of(this)) {
          return recorded;
        }
      }
    }
    return null;
  }

  /** Records the running transaction from now on. */
  RecordedTransaction begin() {
    RecordedTransaction recorded = new RecordedTransaction(this);
    TransactionSynchronizationManager.registerSynchronization(recorded);
    return recorded;
  }

  /** Of a transaction that an outbox has accepted. */
  void add(Append append) {
    RecordedTransaction running = running();
    (running == null ? begin() : running).add(append);
  }

  synchronized void committed(List<Append> transaction) {
    if (!transaction.isEmpty()) {
      committed.add(List.copyOf(transaction));
    }
  }

  synchronized List<List<Append>> transactions() {
    return List.copyOf(committed);
  }

  synchronized void forget() {
    committed.clear();
  }
}
