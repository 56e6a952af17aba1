package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  private static Instant parse(String text) {
    return Rfc3339.parse(TopicWriter.bytes(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-01-31T10:15:30Z, 2025-01-31T10:15:30Z",
    "2025-01-31T10:15:30.5Z, 2025-01-31T10:15:30.500Z",
    "2024-02-29T23:59:59.123456789Z, 2024-02-29T23:59:59.123456789Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "2025-01-31T10:15:30.123+02:00, 2025-01-31T08:15:30.123Z",
    "2025-01-31T10:15:30-00:30, 2025-01-31T10:45:30Z",
  })
  void everyOffsetAndFractionIsRead(String text, Instant time) {
    assertThat(parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "yesterday",
        "2025-02-29T10:15:30Z",
        "2025-13-01T10:15:30Z",
        "2025-01-31T24:00:01Z",
        "2025-01-31T10:60:00Z",
        "2025-01-31T10:15:30.1234567890Z",
        "2025-01-31 10:15:30",
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(parse(text)).isNull();
  }

  @Test
  void longNonsenseIsNotEvenLookedAt() {
    assertThat(Rfc3339.parse(new byte[1_000_000])).isNull();
  }

  @Test
  void whatWeWriteWeRead() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-62_167_219_200L, 253_402_300_800L),
              random.nextInt(1_000_000) * 1_000L);
      assertThat(Rfc3339.parse(Ascii.time(time))).isEqualTo(time);
    }
  }
}
