package io.twinbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final SettableClock clock = new SettableClock();
  private final LoginThrottle throttle = new LoginThrottle(clock);

  @Test
  void whoGuessesWaitsEverLonger() {
    guess("ana", "10.0.0.1", LoginThrottle.OF_PAIR);
    assertThat(throttle.mayTry("ana", "10.0.0.1")).isFalse();
    clock.forward(LoginThrottle.FIRST_PAUSE);
    assertThat(throttle.mayTry("ANA", "10.0.0.1")).isTrue();
    clock.forward(LoginThrottle.FIRST_PAUSE);
    assertThat(throttle.mayTry("ana", "10.0.0.1")).isFalse();
    clock.forward(LoginThrottle.FIRST_PAUSE);
    assertThat(throttle.mayTry("ana", "10.0.0.1")).isTrue();
  }

  @Test
  void nobodyLocksOutAnotherFromElsewhere() {
    guess("ana", "10.0.0.1", LoginThrottle.OF_PAIR);
    assertThat(throttle.mayTry("ana", "10.0.0.2")).isTrue();
    assertThat(throttle.mayTry("bob", "10.0.0.1")).isTrue();
  }

  @Test
  void whoGuessesForManyIsSlowedDownToo() {
    for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
      assertThat(throttle.mayTry("user" + i, "10.0.0.1")).isTrue();
    }
    assertThat(throttle.mayTry("another", "10.0.0.1")).isFalse();
  }

  @Test
  void aGuessFromManyAddressesIsSlowedDownInTheEnd() {
    for (int i = 0; i < LoginThrottle.OF_USER; i++) {
      assertThat(throttle.mayTry("ana", "10.0.0." + i)).isTrue();
    }
    assertThat(throttle.mayTry("ana", "10.0.1.1")).isFalse();
  }

  @Test
  void aSuccessForgetsWhatWasTriedBefore() {
    guess("ana", "10.0.0.1", LoginThrottle.OF_PAIR - 1);
    throttle.succeeded("ana", "10.0.0.1");
    guess("ana", "10.0.0.1", LoginThrottle.OF_PAIR - 1);
    assertThat(throttle.mayTry("ana", "10.0.0.1")).isTrue();
  }

  private void guess(String user, String address, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(throttle.mayTry(user, address)).isTrue();
    }
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    void forward(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
