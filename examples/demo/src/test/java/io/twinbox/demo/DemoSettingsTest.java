package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "99, 16, messages",
    "2000001, 16, messages",
    "-1, 16, messages",
    "1000, 0, writers",
    "1000, 65, writers"
  })
  void whatIsOutsideTheLimitsIsRefusedByName(int messages, int writers, String name) {
    assertThatThrownBy(() -> new DemoSettings(messages, writers, 7, FaultPlan.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name);
  }

  @Test
  void theLoadIsSpreadOverMostOfAMinute() {
    DemoSettings settings = settings(DemoSettings.DEFAULT_MESSAGES);

    int seconds = settings.messages() / settings.load().perSecond();

    assertThat(seconds).isBetween(30, 45);
  }

  @Test
  void fewMessagesTakeLessTime() {
    DemoSettings settings = settings(2_000);

    assertThat(settings.messages() / settings.load().perSecond()).isLessThanOrEqualTo(7);
  }

  private static DemoSettings settings(int messages) {
    return new DemoSettings(messages, DemoSettings.DEFAULT_WRITERS, 7, FaultPlan.none());
  }
}
