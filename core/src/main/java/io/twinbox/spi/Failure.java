package io.twinbox.spi;

import io.twinbox.RecordFault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a record, for people.
 *
 * @param fault the kind of fault
 * @param error a sentence, at most {@link #MAX_ERROR} characters, no payload of ours
 * @param stack excerpt of the stack, at most {@link #MAX_STACK} characters; null = there is none
 */
public record Failure(RecordFault fault, String error, @Nullable String stack) {
  /** Longest sentence kept, in characters. */
  public static final int MAX_ERROR = 1_000;

  /** Longest stack kept, in characters. */
  public static final int MAX_STACK = 8_000;

  public Failure {
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(error, "error");
    error = cut(error, MAX_ERROR);
    stack = stack == null ? null : cut(stack, MAX_STACK);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
