package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DbTextTest {

  @Test
  void leavesGoodTextAlone() {
    String text = "Ünïcode \uD83D\uDE00 and\ttabs";
    assertThat(DbText.clean(text)).isEqualTo(text);
    assertThat(DbText.clean(null)).isNull();
  }

  @Test
  void showsWhatTheDatabaseDoesNotTake() {
    assertThat(DbText.clean("a\0b\uD83Dc")).isEqualTo("a\u2400b?c");
  }

  @Test
  void movesTimesIntoTheYearsTheDatabaseKnows() {
    assertThat(DbText.time(Instant.MAX)).startsWith("9999-12-31");
    assertThat(DbText.time(Instant.MIN)).startsWith("0001-01-01");
    assertThat(DbText.time(Instant.ofEpochMilli(Long.MAX_VALUE))).startsWith("9999-12-31");
    assertThat(DbText.millis(Instant.ofEpochMilli(5))).isEqualTo(5);
    assertThat(DbText.time(null)).isNull();
  }
}
