package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ScheduleTest {

  @Test
  void eventsAreDueAtTheirTimesWhateverWentBefore() {
    Schedule schedule = new Schedule(1_000, 600);
    assertThat(schedule.dueNanos(0)).isEqualTo(1_000);
    assertThat(schedule.dueNanos(600)).isEqualTo(1_000 + TimeUnit.SECONDS.toNanos(1));
    assertThat(schedule.dueNanos(18_000)).isEqualTo(1_000 + TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  void awaitReturnsNotBeforeTheEventIsDue() {
    Schedule schedule = Schedule.startingNow(100);
    schedule.await(3);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(schedule.dueNanos(3));
  }

  @Test
  @Timeout(60)
  void eventsThatAreLateAreNotWaitedFor() {
    Schedule schedule = new Schedule(System.nanoTime() - TimeUnit.HOURS.toNanos(1), 1);
    for (int event = 0; event < 3_000; event++) {
      schedule.await(event);
    }
  }

  @Test
  @Timeout(60)
  void anInterruptedThreadDoesNotWait() {
    Thread.currentThread().interrupt();
    Schedule.startingNow(0.001).await(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aRateIsAboveZero() {
    assertThatThrownBy(() -> new Schedule(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Schedule(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
