package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Makes sentences of errors, whatever these do when they are asked. */
final class Failures {
  private static final int MOST_CAUSES = 20;

  private Failures() {}

  static Failure of(RecordFault fault, Throwable error) {
    return new Failure(fault, sentence(error), stack(error));
  }

  /** Throws it if the process cannot be trusted after it. A stack overflow is its cause's own. */
  static void rethrowFatal(Throwable error) {
    if (error instanceof VirtualMachineError fatal && !(error instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  static String sentence(Throwable error) {
    try {
      String message = error.getMessage();
      String name = error.getClass().getName();
      return message == null ? name : name + ": " + printable(message);
    } catch (Throwable e) {
      rethrowFatal(e);
      return names(error);
    }
  }

  /** For errors that fail when they are asked what they are: their classes. */
  private static String names(Throwable error) {
    StringBuilder names = new StringBuilder(error.getClass().getName());
    try {
      Throwable cause = error.getCause();
      for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
        names.append(", caused by ").append(cause.getClass().getName());
        cause = cause.getCause();
      }
    } catch (Throwable e) {
      rethrowFatal(e); // else the names found are enough
    }
    return names.toString();
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), Failure.MAX_ERROR); i++) {
      char c = text.charAt(i);
      printable.append(Character.isISOControl(c) ? ' ' : c);
    }
    return printable.toString();
  }

  private static String stack(Throwable error) {
    try {
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text, true));
      return text.toString();
    } catch (Throwable e) {
      rethrowFatal(e);
      return names(error);
    }
  }
}
