package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProxyRulesTest {
  @Test
  void theSameSeedGivesTheSameDelays() {
    assertThat(delays(7)).isEqualTo(delays(7)).isNotEqualTo(delays(8));
    assertThat(delays(7)).allMatch(nanos -> nanos >= 1_000_000 && nanos <= 5_000_000);
  }

  @Test
  void aCutCountsTheBytesOfAllPiecesAndHappensOnce() {
    ProxyRules rules = new ProxyRules(1);
    rules.cutAfter(Direction.TO_CLIENT, 10);
    assertThat(rules.admit(Direction.TO_SERVER, 100)).isEqualTo(100);
    assertThat(rules.admit(Direction.TO_CLIENT, 6)).isEqualTo(6);
    assertThat(rules.cutIsPending(Direction.TO_CLIENT)).isTrue();
    assertThat(rules.admit(Direction.TO_CLIENT, 6)).isEqualTo(4);
    assertThat(rules.cutIsPending(Direction.TO_CLIENT)).isFalse();
    assertThat(rules.admit(Direction.TO_CLIENT, 6)).isEqualTo(6);
    assertThat(rules.passed(Direction.TO_CLIENT)).isEqualTo(16);
  }

  @Test
  void aCutAfterExactlyThePieceComesBeforeTheNextByte() {
    ProxyRules rules = new ProxyRules(1);
    rules.cutAfter(Direction.TO_CLIENT, 6);
    assertThat(rules.admit(Direction.TO_CLIENT, 6)).isEqualTo(6);
    assertThat(rules.admit(Direction.TO_CLIENT, 1)).isZero();
  }

  @Test
  void nonsenseIsRefused() {
    ProxyRules rules = new ProxyRules(1);
    assertThatThrownBy(() -> rules.delay(Duration.ofMillis(2), Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules.delay(Duration.ofMillis(-1), Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules.cutAfter(Direction.TO_CLIENT, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules.cutWithin(Direction.TO_CLIENT, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Long> delays(long seed) {
    ProxyRules rules = new ProxyRules(seed);
    rules.delay(Duration.ofMillis(1), Duration.ofMillis(5));
    return Stream.generate(rules::nextDelayNanos).limit(10).toList();
  }
}
