package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Series.of(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Series.of(9, 1, 5, 7).median()).isEqualTo(6);
  }

  @Test
  void theSpreadIsFromTheLowestToTheHighest() {
    Series series = Series.of(9, 1, 5);
    assertThat(series.min()).isEqualTo(1);
    assertThat(series.max()).isEqualTo(9);
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Series ratios = Series.of(90, 40).dividedBy(Series.of(100, 50));
    assertThat(ratios.min()).isEqualTo(0.8);
    assertThat(ratios.max()).isEqualTo(0.9);
  }

  @Test
  void roundsThatDoNotMatchAreRefused() {
    assertThatThrownBy(() -> Series.of(1).dividedBy(Series.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingMeasuredHasNoMedian() {
    assertThatThrownBy(() -> Series.of().median()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Rates().of("relay")).hasMessageContaining("relay");
  }
}
