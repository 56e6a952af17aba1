package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.spring.Appended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * What one transaction has appended and not written yet. For the transaction's thread only.
 *
 * <p>Bound to the thread as long as its transaction runs; steps aside while that is suspended, and
 * forgets what a savepoint takes back.
 */
final class Pending implements TransactionSynchronization {
  private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

  private final PendingMessages pendings;
  private final TransactionExecution transaction;
  private final Object resource;
  private final List<Append> appends = new ArrayList<>();
  private final List<Handle> handles = new ArrayList<>();
  private final List<Object> events = new ArrayList<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<AfterCommit> afterCommit = new ArrayList<>();
  private final Set<Object> awaited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, Sizes> savepoints = new IdentityHashMap<>();
  private int written;
  private boolean closed;
  private boolean ended;

  /**
   * Of a transaction.
   *
   * @param resource what it is known by, whoever manages it
   */
  Pending(PendingMessages pendings, TransactionExecution transaction, Object resource) {
    this.pendings = pendings;
    this.transaction = transaction;
    this.resource = resource;
  }

  Appended take(Object event, Message message) {
    Handle handle = pendings.handle(message.id());
    appends.add(new Append(event, message, handle));
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
    return appends.size();
  }

  boolean of(TransactionExecution other) {
    return transaction == other;
  }

  boolean on(Object other) {
    return resource == other;
  }

  boolean empty() {
    return appends.isEmpty();
  }

  /** Whether nothing can be appended any more. */
  boolean closed() {
    return closed;
  }

  /** From now on nothing can be appended. */
  void close() {
    closed = true;
  }

  /** What is not in the log yet. */
  List<Message> unwritten() {
    return appends.subList(written, appends.size()).stream().map(Append::message).toList();
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
        savepoint, new Sizes(appends.size(), written, events.size(), afterCommit.size()));
  }

  @Override
  public void savepointRollback(Object savepoint) {
    Sizes then = savepoints.get(savepoint);
    if (then != null) {
      handles.subList(then.appends, handles.size()).forEach(Handle::rolledBack);
      shorten(handles, then.appends);
      shorten(appends, then.appends);
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
    handles.forEach(pendings::committed);
    if (!handles.isEmpty()) {
      pendings.wake();
    }
    if (status == STATUS_COMMITTED) {
      afterCommit.forEach(after -> attempt(after.action));
      if (!appends.isEmpty()) {
        pendings.listeners().forEach(told -> attempt(() -> told.committed(List.copyOf(appends))));
      }
    }
  }

  /** It is committed, whatever somebody thinks of that; and the others want to know, too. */
  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("What was to be done after the commit failed", e);
    }
  }

  /** What is to be done, and for which object. */
  private record AfterCommit(Object of, Runnable action) {}

  /** How much there was when a savepoint was set. */
  private record Sizes(int appends, int written, int events, int afterCommit) {}
}
