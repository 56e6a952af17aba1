package io.twinbox.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a receiver wants to be left alone. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration LONGEST = Duration.ofHours(1);

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", " 120 , 120", "3600, 3600", "3601, 3600", "999999999999999999, 3600"})
  void secondsUpToTheLongest(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW, LONGEST)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void aDateIsAsFarAwayAsItIs() {
    assertThat(RetryAfter.parse("Sat, 21 Nov 2026 10:00:30 GMT", NOW, LONGEST))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryAfter.parse("Fri, 20 Nov 2026 10:00:30 GMT", NOW, LONGEST))
        .contains(Duration.ZERO);
    assertThat(RetryAfter.parse("Sat, 28 Nov 2026 10:00:30 GMT", NOW, LONGEST)).contains(LONGEST);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "soon", "-5", "1.5", "9999999999999999999999", "Sat, 99 Nov 2026"})
  void nonsenseIsNoAnswer(String header) {
    assertThat(RetryAfter.parse(header, NOW, LONGEST)).isEmpty();
  }
}
