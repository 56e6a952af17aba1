package io.twinbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final History history = new History();

  @Test
  void whatIsNotKnownIsAGap() {
    history.add(NOON, Map.of(History.Column.BACKLOG, 7.0));
    History.Columns columns = history.last(1, NOON);
    assertThat(columns.stepSeconds()).isEqualTo(5);
    assertThat(columns.at()).hasSize(12).endsWith(NOON.getEpochSecond());
    assertThat(columns.columns().get("backlog")).hasSize(12).endsWith(null, 7.0);
    assertThat(columns.columns().get("published")).containsOnlyNulls();
  }

  @Test
  void aDayFitsIntoFourHundredPointsRatesAveragedAndHeightsAtTheirHighest() {
    Instant begin = NOON.minus(Duration.ofHours(24));
    for (int i = 0; i <= 24 * 720; i++) {
      history.add(
          begin.plusSeconds(5L * i),
          Map.of(History.Column.PUBLISHED, i % 2 * 10.0, History.Column.BACKLOG, i % 2 * 10.0));
    }
    History.Columns columns = history.last(1_440, NOON);
    assertThat(columns.at()).hasSizeBetween(390, 400);
    assertThat(columns.columns().get("backlog").subList(1, 390)).containsOnly(10.0);
    assertThat(columns.columns().get("published").subList(1, 390))
        .allSatisfy(rate -> assertThat(rate).isBetween(4.8, 5.2));
  }

  @Test
  void whatIsOlderThanADayIsForgotten() {
    history.add(NOON, Map.of(History.Column.BACKLOG, 7.0));
    Instant later = NOON.plus(Duration.ofHours(24));
    history.add(later, Map.of(History.Column.BACKLOG, 8.0));
    assertThat(history.last(1_440, later).columns().get("backlog")).doesNotContain(7.0);
  }
}
