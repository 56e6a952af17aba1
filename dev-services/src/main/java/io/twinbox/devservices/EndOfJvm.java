package io.twinbox.devservices;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be ended when this JVM ends: one after the other, the latest first, so that a program
 * is gone before the servers it uses. Thread-safe.
 */
final class EndOfJvm {
  private static final Deque<Runnable> ENDINGS = new ArrayDeque<>();
  private static boolean hooked;
  private static boolean ending;

  private EndOfJvm() {}

  /**
   * Registers what is to be done.
   *
   * @throws IllegalStateException if the JVM is already on its way out
   */
  static void add(Runnable ending) {
    synchronized (ENDINGS) {
      if (EndOfJvm.ending) {
        throw new IllegalStateException("This JVM is ending: nothing is started any more");
      }
      if (!hooked) {
        Runtime.getRuntime().addShutdownHook(new Thread(EndOfJvm::endAll, "end-of-jvm"));
        hooked = true;
      }
      ENDINGS.push(ending);
    }
  }

  /** It has ended already. */
  static void remove(Runnable ending) {
    synchronized (ENDINGS) {
      ENDINGS.remove(ending);
    }
  }

  private static void endAll() {
    synchronized (ENDINGS) {
      ending = true;
    }
    for (Runnable next = poll(); next != null; next = poll()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        // It would not end in time and was killed; the others shall end too.
      }
    }
  }

  private static Runnable poll() {
    synchronized (ENDINGS) {
      return ENDINGS.poll();
    }
  }
}
