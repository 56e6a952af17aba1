package io.twinbox.spring.outbox;

import io.twinbox.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * What one transaction has appended and not written yet. For the transaction's thread only.
 *
 * <p>Bound to the thread as long as its transaction runs; steps aside while that is suspended, and
 * forgets what a savepoint takes back.
 */
final class Pending implements TransactionSynchronization {
  private final PendingMessages pendings;
  private final TransactionExecution transaction;
  private final ConnectionHolder holder;
  private final List<Message> messages = new ArrayList<>();
  private final List<Handle> handles = new ArrayList<>();
  private final List<Object> events = new ArrayList<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<AfterCommit> afterCommit = new ArrayList<>();
  private final Set<Object> awaited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, Sizes> savepoints = new IdentityHashMap<>();
  private int written;
  private boolean closed;
  private boolean ended;

  Pending(PendingMessages pendings, TransactionExecution transaction, ConnectionHolder holder) {
    this.pendings = pendings;
    this.transaction = transaction;
    this.holder = holder;
  }

  Handle take(Message message) {
    Handle handle = pendings.handle(message.id());
    messages.add(message);
    handles.add(handle);
    return handle;
  }

  /** Whether this very object is appended already. */
  boolean told(Object event) {
    return known.contains(event);
  }

  void tell(Object event) {
    if (known.add(event)) {
      events.add(event);
    }
  }

  void afterCommit(Object of, Runnable action) {
    if (awaited.add(of)) {
      afterCommit.add(new AfterCommit(of, action));
    }
  }

  int size() {
    return messages.size();
  }

  boolean of(TransactionExecution other) {
    return transaction == other;
  }

  boolean on(ConnectionHolder other) {
    return holder == other;
  }

  boolean empty() {
    return messages.isEmpty();
  }

  /** Whether nothing can be appended any more. */
  boolean closed() {
    return closed;
  }

  /** From now on nothing can be appended. */
  void close() {
    closed = true;
  }

  List<Message> messages() {
    return messages;
  }

  /** What is not in the log yet. */
  List<Message> unwritten() {
    return List.copyOf(messages.subList(written, messages.size()));
  }

  /** The unwritten ones are in the log now, in their order at these places. */
  void wrote(List<Long> seqs) {
    for (Long seq : seqs) {
      handles.get(written).seq(seq);
      written++;
    }
  }

  @Override
  public void savepoint(Object savepoint) {
    savepoints.put(
        savepoint, new Sizes(messages.size(), written, events.size(), afterCommit.size()));
  }

  @Override
  public void savepointRollback(Object savepoint) {
    Sizes then = savepoints.get(savepoint);
    if (then != null) {
      handles.subList(then.messages, handles.size()).forEach(Handle::rolledBack);
      shorten(handles, then.messages);
      shorten(messages, then.messages);
      // What was appended before and written since is not in the log any more.
      handles.subList(then.written, handles.size()).forEach(handle -> handle.seq(0));
      written = then.written;
      // An entity that still holds its events may tell them again, and must not forget them.
      events.subList(then.events, events.size()).forEach(known::remove);
      shorten(events, then.events);
      afterCommit
          .subList(then.afterCommit, afterCommit.size())
          .forEach(after -> awaited.remove(after.of));
      shorten(afterCommit, then.afterCommit);
    }
  }

  private static void shorten(List<?> list, int size) {
    list.subList(size, list.size()).clear();
  }

  @Override
  public void suspend() {
    pendings.unbind(this);
  }

  @Override
  public void resume() {
    pendings.bind(this);
  }

  @Override
  public void afterCompletion(int status) {
    end(status);
  }

  /** The transaction is over. Does nothing a second time. */
  void end(int status) {
    if (ended) {
      return;
    }
    ended = true;
    closed = true;
    pendings.unbind(this);
    if (status == STATUS_ROLLED_BACK) {
      handles.forEach(Handle::rolledBack);
      return;
    }
    // Also where it is unknown whether it was committed: the database will tell whoever waits.
    handles.forEach(Handle::committed);
    if (!handles.isEmpty()) {
      pendings.wake();
    }
    if (status == STATUS_COMMITTED) {
      afterCommit.forEach(after -> after.action.run());
    }
  }

  /** What is to be done, and for which object. */
  private record AfterCommit(Object of, Runnable action) {}

  /** How much there was when a savepoint was set. */
  private record Sizes(int messages, int written, int events, int afterCommit) {}
}
