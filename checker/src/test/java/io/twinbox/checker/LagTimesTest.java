package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagTimesTest {
  private final LagTimes times = new LagTimes();

  @Test
  void theLagIsTheTimeFromCommitToTheFirstRecord() {
    times.committed(id(1), millis(100));
    times.seen(id(1), millis(107));
    times.seen(id(1), millis(900));

    Lag lag = times.summary();
    assertThat(lag.p50Millis()).isEqualTo(7, within(0.01));
    assertThat(lag.maxMillis()).isEqualTo(7, within(0.01));
    assertThat(lag.seen()).isEqualTo(1);
    assertThat(lag.outstanding()).isZero();
  }

  @Test
  void aMessageSeenBeforeItsWriterKnowsHasNoLag() {
    times.seen(id(1), millis(100));
    times.committed(id(1), millis(101));

    assertThat(times.summary().maxMillis()).isZero();
    assertThat(times.summary().outstanding()).isZero();
  }

  @Test
  void whatIsCommittedAndNotSeenIsOutstanding() {
    times.committed(id(1), millis(1));
    times.committed(id(2), millis(1));
    times.seen(id(2), millis(2));
    times.seen(id(3), millis(2));

    Lag lag = times.summary();
    assertThat(lag.outstanding()).isEqualTo(1);
    assertThat(lag.committed()).isEqualTo(2);
    assertThat(lag.seen()).isEqualTo(2);
    assertThat(times.hasSeen(id(1))).isFalse();
    assertThat(times.hasSeen(id(2))).isTrue();
    assertThat(times.hasSeen(id(4))).isFalse();
  }

  @Test
  void itFlowsAgainOnlyWithAMessageCommittedSince() {
    CompletableFuture<Long> visible = times.visibleSince(millis(100));

    times.committed(id(1), millis(99));
    times.seen(id(1), millis(120));
    assertThat(visible).isNotDone();

    times.committed(id(2), millis(101));
    times.seen(id(2), millis(130));
    assertThat(visible).isCompletedWithValue(millis(130));
  }

  @Test
  void percentilesComeFromAllMessages() {
    for (int n = 1; n <= 10_000; n++) {
      times.committed(id(n), millis(0));
      times.seen(id(n), millis(n));
    }

    Lag lag = times.summary();
    assertThat(lag.p50Millis()).isEqualTo(5_000, within(10.0));
    assertThat(lag.p99Millis()).isEqualTo(9_900, within(20.0));
    assertThat(lag.maxMillis()).isEqualTo(10_000, within(20.0));
  }

  private static UUID id(int number) {
    return new UUID(7, number);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
