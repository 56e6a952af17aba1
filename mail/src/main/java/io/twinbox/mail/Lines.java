package io.twinbox.mail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Connections that are open and not in use: the next mail takes one of them. Thread-safe. */
final class Lines {
  /** After this long without use the server is asked whether it still listens. */
  private static final long UNASKED = Duration.ofSeconds(1).toNanos();

  private final Deque<Line> idle = new ArrayDeque<>();
  private boolean closed;

  /** The one used last, if it is still usable; null = open a new one. */
  @Nullable Line take() {
    for (Line line = next(); line != null; line = next()) {
      if (line.isUsable(UNASKED)) {
        return line;
      }
      line.close();
    }
    return null;
  }

  private synchronized @Nullable Line next() {
    return idle.pollLast();
  }

  void giveBack(Line line) {
    synchronized (this) {
      if (!closed) {
        idle.addLast(line);
        return;
      }
    }
    line.close();
  }

  void close() {
    synchronized (this) {
      closed = true;
    }
    for (Line line = next(); line != null; line = next()) {
      line.close();
    }
  }
}
