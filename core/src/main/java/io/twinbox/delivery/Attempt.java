package io.twinbox.delivery;

import io.twinbox.spi.Entry;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver one entry. Thread-safe: whoever gives it up and whoever makes it meet
 * here. An action set after the end of an attempt that was aborted runs at once.
 */
public final class Attempt {
  private final Entry entry;
  private boolean aborted;
  private @Nullable Runnable action;

  /** An attempt that nobody has aborted. */
  public Attempt(Entry entry) {
    this.entry = entry;
  }

  /** What is to be delivered. */
  public Entry entry() {
    return entry;
  }

  /**
   * What ends the attempt at once from another thread, for example by closing its connection;
   * replaces the action set before. Must be quick.
   */
  public void onAbort(Runnable how) {
    synchronized (this) {
      if (!aborted) {
        action = how;
        return;
      }
    }
    how.run();
  }

  /** Whether the attempt was given up: it took too long, or the relay starts afresh. */
  public synchronized boolean aborted() {
    return aborted;
  }

  /** Gives the attempt up: nothing more of it may be sent. */
  public void abort() {
    Runnable how;
    synchronized (this) {
      if (aborted) {
        return;
      }
      aborted = true;
      how = action;
    }
    if (how != null) {
      how.run();
    }
  }
}
