package io.twinbox.relay;

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
class TroubleTest {
  private final ManualClock clock = new ManualClock();
  private final Trouble trouble = new Trouble(clock, new Random(1));

  @Test
  void thereIsNoneAtFirst() {
    assertThat(trouble.present()).isFalse();
    assertThat(trouble.untilNextTry()).isZero();
    assertThat(trouble.account()).isEqualTo(Trouble.Account.NONE);
    assertThat(trouble.heartbeat()).isEqualTo(Heartbeat.HEALTHY);
  }

  @Test
  void theWaitDoublesFromATenthOfASecondToTwoSecondsWithAFifthOfJitter() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      trouble.failed("down");
      waits.add(trouble.untilNextTry().toMillis());
      clock.advance(trouble.untilNextTry());
    }

    long[] doubled = {100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000};
    for (int i = 0; i < doubled.length; i++) {
      assertThat(waits.get(i)).isBetween(doubled[i] * 8 / 10, doubled[i]);
    }
    assertThat(waits.subList(5, 8)).doesNotHaveDuplicates();
  }

  @Test
  void itsBeginningStaysWhileTheErrorAndTheTriesGoOn() {
    trouble.failed("first");
    Instant since = trouble.account().since();
    trouble.failed("second");

    assertThat(trouble.account()).isEqualTo(new Trouble.Account("second", since, 2));
    assertThat(trouble.heartbeat()).isEqualTo(new Heartbeat("second", 2));
  }

  @Test
  void theWaitPasses() {
    trouble.failed("down");
    clock.advance(Duration.ofMillis(100));

    assertThat(trouble.untilNextTry()).isZero();
    assertThat(trouble.present()).isTrue();
  }

  @Test
  void whenItEndsTheLastErrorStaysToBeReadAndTheNextTroubleStartsAnew() {
    trouble.failed("down");
    trouble.failed("down");
    trouble.ended();
    assertThat(trouble.present()).isFalse();
    assertThat(trouble.account()).isEqualTo(new Trouble.Account("down", null, 0));
    assertThat(trouble.heartbeat()).isEqualTo(Heartbeat.HEALTHY);

    clock.advance(Duration.ofSeconds(1));
    trouble.failed("again");
    assertThat(trouble.account().tries()).isEqualTo(1);
    assertThat(trouble.untilNextTry()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
