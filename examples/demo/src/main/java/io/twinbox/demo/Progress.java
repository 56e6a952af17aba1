package io.twinbox.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells what is going on: what happened, line by line, and how far things are, in one line that
 * refreshes itself on a terminal, or in a plain one every few seconds elsewhere. Thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\033[K";
  private static final long REFRESH_MILLIS = 200;
  private static final long PLAIN_MILLIS = 5_000;

  private final PrintStream out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private final Timer timer = new Timer("progress", true);
  private Supplier<String> status = () -> "";

  /**
   * @param terminal whether lines can be overwritten
   */
  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    long period = terminal ? REFRESH_MILLIS : PLAIN_MILLIS;
    TimerTask tick =
        new TimerTask() {
          @Override
          public void run() {
            tick();
          }
        };
    timer.schedule(tick, period, period);
  }

  /** On standard error, refreshing if that is a terminal. */
  static Progress onStandardError() {
    return new Progress(System.err, onTerminal());
  }

  /** Whether somebody sits there. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on the second question decides
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return true; // before JDK 22 there is no console without a terminal
    }
  }

  /** Something happened. */
  synchronized void say(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    out.printf(Locale.ROOT, "%s%6.1f s  %s%n", terminal ? CLEAR_LINE : "", seconds(), text);
  }

  /** From now on this is shown; an empty text shows nothing. */
  synchronized void show(Supplier<String> current) {
    status = current;
  }

  private synchronized void tick() {
    String text = status.get();
    if (text.isEmpty()) {
      return;
    }
    if (terminal) {
      out.printf(Locale.ROOT, "%s%6.1f s  %s", CLEAR_LINE, seconds(), text);
      out.flush();
    } else {
      say("%s", text);
    }
  }

  private double seconds() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1e3;
  }

  /** Shows nothing any more. */
  @Override
  public void close() {
    timer.cancel();
    synchronized (this) {
      if (terminal) {
        out.print(CLEAR_LINE);
        out.flush();
      }
    }
  }
}
