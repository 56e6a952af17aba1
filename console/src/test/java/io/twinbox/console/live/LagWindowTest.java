package io.twinbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagWindowTest {
  private final AtomicLong seconds = new AtomicLong(1_000);
  private final LagWindow window = new LagWindow(seconds::get);

  @Test
  void nothingPublishedIsNoLag() {
    assertThat(window.lag()).isEqualTo(LagWindow.Lag.NONE);
  }

  @Test
  void everyLagFallsIntoABucketThatIsAtMostAnEighthWider() {
    for (long millis = 0; millis < 10_000_000; millis = millis + 1 + millis / 7) {
      double upper = LagWindow.upper(LagWindow.bucket(millis));
      assertThat(upper).isBetween((double) millis, millis * 1.125 + 1);
    }
    assertThat(LagWindow.upper(LagWindow.bucket(Long.MAX_VALUE))).isPositive();
  }

  @Test
  void percentilesAreThoseOfTheLastMinute() {
    for (int i = 0; i < 98; i++) {
      window.add(5);
    }
    window.add(1_000);
    window.add(1_000);
    assertThat(window.lag().p50Ms()).isEqualTo(5);
    assertThat(window.lag().p95Ms()).isEqualTo(5);
    assertThat(window.lag().p99Ms()).isBetween(1_000.0, 1_125.0);
    seconds.addAndGet(40);
    window.add(7);
    assertThat(window.lag().p50Ms()).isEqualTo(5);
    seconds.addAndGet(30);
    assertThat(window.lag().p50Ms()).isEqualTo(7);
    seconds.addAndGet(60);
    assertThat(window.lag()).isEqualTo(LagWindow.Lag.NONE);
  }

  @Test
  void aClockThatRunsAheadIsNoNegativeLag() {
    window.add(-5);
    assertThat(window.lag().p99Ms()).isZero();
  }
}
