package io.twinbox.testing;

import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.StoreException;

/** What goes wrong with an {@link InMemoryInboxStore}, by order of the test. Thread-safe. */
public final class MemoryFaults {
  private final Object lock;
  private boolean down;

  /**
   * @param lock the store's: nothing is under way when the database goes down
   */
  MemoryFaults(Object lock) {
    this.lock = lock;
  }

  /** From now on every call fails, and open transactions do not commit, until {@link #comeBack}. */
  public void goDown() {
    synchronized (lock) {
      down = true;
    }
  }

  /** The database answers again. */
  public void comeBack() {
    synchronized (lock) {
      down = false;
    }
  }

  /** What a database answers that cannot be reached. */
  public static RuntimeException unavailable() {
    return new UnavailableException();
  }

  /** What a database answers that has found a deadlock. */
  public static RuntimeException deadlock() {
    return new ContentionException();
  }

  void requireUp() {
    synchronized (lock) {
      if (down) {
        throw unavailable();
      }
    }
  }

  /** Which of these faults an error or one of its causes is. */
  static DatabaseFault of(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof UnavailableException) {
        return DatabaseFault.UNAVAILABLE;
      }
      if (e instanceof ContentionException) {
        return DatabaseFault.CONTENTION;
      }
    }
    return DatabaseFault.NONE;
  }

  private static final class UnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    UnavailableException() {
      super("the database is down", null);
    }
  }

  private static final class ContentionException extends StoreException {
    private static final long serialVersionUID = 1L;

    ContentionException() {
      super("a deadlock was found", null);
    }
  }
}
