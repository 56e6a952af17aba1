package io.twinbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.Heartbeat;
import io.twinbox.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The account of something that is down. */
class OutageTest {
  private final ManualClock clock = new ManualClock();
  private final Outage outage = new Outage(clock, new Random(1));

  @Test
  void theLongestWaitMayBeShorter() {
    Outage often = new Outage(clock, new Random(1), Duration.ofMillis(250));
    for (int i = 0; i < 8; i++) {
      often.failed("down");
    }
    assertThat(often.untilNextTry().toMillis()).isBetween(200L, 250L);
  }

  @Test
  void thereIsNoneAtFirst() {
    assertThat(outage.present()).isFalse();
    assertThat(outage.untilNextTry()).isZero();
    assertThat(outage.account()).isEqualTo(Outage.Account.NONE);
    assertThat(outage.heartbeat()).isEqualTo(Heartbeat.HEALTHY);
  }

  @Test
  void theWaitDoublesFromATenthOfASecondToTwoSecondsWithAFifthOfJitter() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      outage.failed("down");
      waits.add(outage.untilNextTry().toMillis());
      clock.advance(outage.untilNextTry());
    }

    long[] doubled = {100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000};
    for (int i = 0; i < doubled.length; i++) {
      assertThat(waits.get(i)).isBetween(doubled[i] * 8 / 10, doubled[i]);
    }
    assertThat(waits.subList(5, 8)).doesNotHaveDuplicates();
  }

  @Test
  void itsBeginningStaysWhileTheErrorAndTheTriesGoOn() {
    outage.failed("first");
    Instant since = outage.account().since();
    outage.failed("second");

    assertThat(outage.account()).isEqualTo(new Outage.Account("second", since, 2));
    assertThat(outage.heartbeat()).isEqualTo(new Heartbeat("second", 2));
  }

  @Test
  void theWaitPasses() {
    outage.failed("down");
    clock.advance(Duration.ofMillis(100));

    assertThat(outage.untilNextTry()).isZero();
    assertThat(outage.present()).isTrue();
  }

  @Test
  void whenItEndsTheLastErrorStaysToBeReadAndTheNextOutageStartsAnew() {
    outage.failed("down");
    outage.failed("down");
    outage.ended();
    assertThat(outage.present()).isFalse();
    assertThat(outage.untilNextTry()).isZero();
    assertThat(outage.account()).isEqualTo(new Outage.Account("down", null, 0));
    assertThat(outage.heartbeat()).isEqualTo(Heartbeat.HEALTHY);

    clock.advance(Duration.ofSeconds(1));
    outage.failed("again");
    assertThat(outage.account().tries()).isEqualTo(1);
    assertThat(outage.untilNextTry()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
