package io.twinbox.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * How long the receiver wants to be left alone.
   *
   * @param longest nothing longer is believed
   * @return empty if the header is missing or makes no sense
   */
  static Optional<Duration> parse(@Nullable String header, Instant now, Duration longest) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.trim();
    try {
      Duration asked =
          text.matches("\\d{1,18}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(now, date(text));
      if (asked.isNegative()) {
        return Optional.of(Duration.ZERO);
      }
      return Optional.of(asked.compareTo(longest) < 0 ? asked : longest);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant date(String text) {
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }
}
