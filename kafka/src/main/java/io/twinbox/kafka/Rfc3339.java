package io.twinbox.kafka;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time of a CloudEvent. One per record on the hot path, so the common form, {@code
 * 2025-01-31T23:59:59.123456Z} with any fraction or none, is read digit by digit.
 */
final class Rfc3339 {
  /** Longer than any time is written. */
  private static final int LONGEST = 64;

  private static final int FRACTION_AT = 19;
  private static final int NANO_DIGITS = 9;
  private static final String SEPARATORS = "    -  -  T  :  :  ";

  private Rfc3339() {}

  /** The time, or null if the bytes say none. */
  static @Nullable Instant parse(byte[] text) {
    if (text.length > LONGEST) {
      return null;
    }
    try {
      return isCommon(text)
          ? common(text)
          : OffsetDateTime.parse(new String(text, StandardCharsets.UTF_8)).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isCommon(byte[] text) {
    int end = text.length - 1;
    if (end < FRACTION_AT || text[end] != 'Z' || end > FRACTION_AT + 1 + NANO_DIGITS) {
      return false;
    }
    for (int i = 0; i < FRACTION_AT; i++) {
      char separator = SEPARATORS.charAt(i);
      if (separator == ' ' ? !isDigit(text[i]) : text[i] != separator) {
        return false;
      }
    }
    boolean fraction = end > FRACTION_AT;
    if (fraction && (text[FRACTION_AT] != '.' || end == FRACTION_AT + 1)) {
      return false;
    }
    for (int i = FRACTION_AT + 1; i < end; i++) {
      if (!isDigit(text[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static @Nullable Instant common(byte[] text) {
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    int end = text.length - 1;
    long nanos = end > FRACTION_AT ? number(text, FRACTION_AT + 1, end) : 0;
    for (int digits = end - FRACTION_AT - 1; digits < NANO_DIGITS; digits++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(
        day * 86_400 + hour * 3_600L + minute * 60L + second, end > FRACTION_AT ? nanos : 0);
  }

  private static int number(byte[] text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (text[i] - '0');
    }
    return number;
  }
}
