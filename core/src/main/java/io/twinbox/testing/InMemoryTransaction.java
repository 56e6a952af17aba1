package io.twinbox.testing;

import io.twinbox.Limits;
import io.twinbox.Message;
import io.twinbox.spi.Entry;
import io.twinbox.testing.MemoryLog.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A business transaction on an {@link InMemoryOutboxStore}: nothing is visible before the commit,
 * and several may be open at once. As in a database, its id is drawn with its first write and the
 * seq of an entry when the entry is appended, not when the transaction commits. Thread-safe, but
 * meant for one thread.
 */
public final class InMemoryTransaction implements AutoCloseable {

  /** A point inside a transaction to which it can be rolled back. */
  public record Savepoint(int appended) {}

  private final InMemoryOutboxStore store;
  private final MemoryLog log;
  private final List<Long> appended = new ArrayList<>();
  private @Nullable Long xid;
  private boolean open = true;

  InMemoryTransaction(InMemoryOutboxStore store, MemoryLog log) {
    this.store = store;
    this.log = log;
  }

  /** Draws the transaction's id now, as a write to another table does. */
  public InMemoryTransaction drawId() {
    synchronized (store.lock()) {
      requireOpen();
      id();
      return this;
    }
  }

  /**
   * Appends a message.
   *
   * @return the entry as it will be read once the transaction has committed
   * @throws io.twinbox.InvalidMessageException if it is above {@link Limits#DEFAULT}
   */
  public Entry append(Message message) {
    Limits.DEFAULT.check(message);
    synchronized (store.lock()) {
      requireOpen();
      long ownXid = id(); // before the seq: the relay's lower bound rests on this order
      Instant now = store.now();
      Entry entry = entry(message, log.nextSeq(), now);
      log.add(new Stored(ownXid, now, entry));
      appended.add(entry.seq());
      return entry;
    }
  }

  /** Appends a message with a text as its payload; its type is "test". */
  public Entry append(String topic, @Nullable String key, String text) {
    return append(
        Message.builder()
            .topic(topic)
            .key(key)
            .type("test")
            .contentType("text/plain")
            .text(text)
            .build());
  }

  /** Everything since {@link #savepoint} can be undone without ending the transaction. */
  public Savepoint savepoint() {
    synchronized (store.lock()) {
      requireOpen();
      return new Savepoint(appended.size());
    }
  }

  /** Undoes what was appended since the savepoint. The numbers drawn stay drawn. */
  public void rollbackTo(Savepoint savepoint) {
    synchronized (store.lock()) {
      requireOpen();
      undo(savepoint.appended());
    }
  }

  /** Makes everything visible at once. */
  public void commit() {
    synchronized (store.lock()) {
      requireOpen();
      end();
    }
    store.committed();
  }

  /** Undoes everything. */
  public void rollback() {
    synchronized (store.lock()) {
      requireOpen();
      undo(0);
      end();
    }
  }

  /** Rolls back unless the transaction has ended. */
  @Override
  public void close() {
    synchronized (store.lock()) {
      if (open && store.isCurrent(log)) {
        rollback();
      }
    }
  }

  private static Entry entry(Message message, long seq, Instant now) {
    Instant occurredAt = message.occurredAt();
    return new Entry(
        seq,
        message.id(),
        message.channel(),
        message.topic(),
        message.key(),
        message.type(),
        message.contentType(),
        message.payload(),
        message.headers(),
        occurredAt == null ? now : occurredAt);
  }

  private long id() {
    if (xid == null) {
      xid = log.beginXid();
    }
    return xid;
  }

  private void undo(int keep) {
    List<Long> undone = appended.subList(keep, appended.size());
    undone.forEach(log::remove);
    undone.clear();
  }

  private void end() {
    open = false;
    if (xid != null) {
      log.end(xid);
    }
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the transaction has ended");
    }
    if (!store.isCurrent(log)) {
      throw new IllegalStateException("the database was restored: the transaction is gone");
    }
  }
}
