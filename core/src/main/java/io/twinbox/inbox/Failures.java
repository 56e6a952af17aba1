package io.twinbox.inbox;

import io.twinbox.RecordFault;
import io.twinbox.spi.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Makes sentences of errors. */
final class Failures {
  private Failures() {}

  static Failure of(RecordFault fault, Throwable error) {
    return new Failure(fault, sentence(error), stack(error));
  }

  static String sentence(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getName();
    return message == null ? name : name + ": " + printable(message);
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
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
