package io.twinbox.jdbc;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Text and times of strangers, made fit for the database. A record whose type holds a NUL, or whose
 * time is the year 290 million, must not be a record that can never be stored.
 */
final class DbText {
  private static final char NUL = '\0';
  private static final char SYMBOL_FOR_NULL = '\u2400';
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private DbText() {}

  /** The text with a visible sign for NUL, and a question mark for half a surrogate pair. */
  static @Nullable String clean(@Nullable String text) {
    if (text == null || isClean(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == NUL ? SYMBOL_FOR_NULL : isHalf(c) ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** The text for LIKE, meaning itself. */
  static String escapeLike(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  /** The time as the database reads it, moved into the years 1 to 9999. */
  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : within(time).toString();
  }

  /** Milliseconds since 1970 of the time, moved into the years 1 to 9999. */
  static long millis(Instant time) {
    return within(time).toEpochMilli();
  }

  private static Instant within(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == NUL || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
