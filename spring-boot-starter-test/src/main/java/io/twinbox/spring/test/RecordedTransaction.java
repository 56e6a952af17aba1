package io.twinbox.spring.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * What one transaction has appended; a savepoint that is rolled back takes its own with it. For the
 * transaction's thread only.
 */
final class RecordedTransaction implements TransactionSynchronization {
  private static final Sizes NOTHING = new Sizes(0, 0, 0);

  private final Recording recording;
  private final List<Recording.Append> appends = new ArrayList<>();
  private final List<Object> events = new ArrayList<>();
  private final List<AfterCommit> afterCommit = new ArrayList<>();
  private final Set<Object> awaited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, Sizes> savepoints = new IdentityHashMap<>();
  private final Set<Object> told = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable TransactionExecution execution;
  private boolean closed;

  RecordedTransaction(Recording recording) {
    this.recording = recording;
  }

  boolean of(Recording other) {
    return recording == other;
  }

  void add(Recording.Append append) {
    appends.add(append);
  }

  /** What was appended so far counts as written. */
  void write() {
    appends.forEach(append -> InMemoryAppended.write(append.handle()));
  }

  /** Whether this very object is appended already. */
  boolean told(Object event) {
    return told.contains(event);
  }

  void tell(Object event) {
    if (told.add(event)) {
      events.add(event);
    }
  }

  void afterCommit(Object of, Runnable action) {
    if (awaited.add(of)) {
      afterCommit.add(new AfterCommit(of, action));
    }
  }

  /** Whose commit closes it. */
  void of(TransactionExecution transaction) {
    this.execution = transaction;
  }

  /** Nothing can be appended any more, if this is the transaction that commits. */
  void close(TransactionExecution committing) {
    if (execution == committing) {
      closed = true;
    }
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void savepoint(Object savepoint) {
    savepoints.put(savepoint, new Sizes(appends.size(), events.size(), afterCommit.size()));
  }

  @Override
  public void savepointRollback(Object savepoint) {
    // One that was set before anything was recorded is not known here: all came after it.
    Sizes then = savepoints.getOrDefault(savepoint, NOTHING);
    rollBack(appends.subList(then.appends, appends.size()));
    events.subList(then.events, events.size()).forEach(told::remove);
    events.subList(then.events, events.size()).clear();
    List<AfterCommit> since = afterCommit.subList(then.afterCommit, afterCommit.size());
    since.forEach(after -> awaited.remove(after.of));
    since.clear();
  }

  private static void rollBack(List<Recording.Append> some) {
    some.forEach(append -> InMemoryAppended.rollBack(append.handle()));
    some.clear();
  }

  @Override
  public void afterCompletion(int status) {
    closed = true;
    if (status != STATUS_COMMITTED) {
      rollBack(appends);
      return;
    }
    appends.forEach(append -> InMemoryAppended.commit(append.handle()));
    recording.committed(appends);
    afterCommit.forEach(after -> after.action.run());
  }

  /** What is to be done, and for which object. */
  private record AfterCommit(Object of, Runnable action) {}

  /** How much there was when a savepoint was set. */
  private record Sizes(int appends, int events, int afterCommit) {}
}
