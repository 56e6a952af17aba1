package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AsciiTest {
  private final Random random = new Random(7);

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  @Test
  void writesIdentifiersAsTheJdkDoes() {
    for (int i = 0; i < 1_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      assertThat(text(Ascii.uuid(id))).isEqualTo(id.toString());
    }
  }

  @Test
  void writesNumbersAsTheJdkDoes() {
    for (long number : new long[] {0, 9, 10, 99, 100, 1_234_567_890, Long.MAX_VALUE}) {
      assertThat(text(Ascii.number(number))).isEqualTo(Long.toString(number));
    }
    assertThatThrownBy(() -> Ascii.number(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesTimesAsTheJdkDoes() {
    DateTimeFormatter micros = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    Instant first = Instant.parse("0000-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
    for (int i = 0; i < 1_000; i++) {
      long second = random.nextLong(first.getEpochSecond(), last.getEpochSecond() + 1);
      Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
      assertThat(text(Ascii.time(time)))
          .isEqualTo(micros.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
    }
  }

  @Test
  void writesTimesBeyondFourDigitYearsSomehow() {
    Instant far = Instant.parse("+10000-01-01T00:00:00Z");
    assertThat(text(Ascii.time(far))).isEqualTo(far.toString());
    assertThat(text(Ascii.time(Instant.MIN))).isEqualTo(Instant.MIN.toString());
  }
}
