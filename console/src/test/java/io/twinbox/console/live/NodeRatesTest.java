package io.twinbox.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.admin.ConsumerNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRatesTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final NodeRates rates = new NodeRates();

  private static ConsumerNode node(String name, long handled, long seenAt) {
    return new ConsumerNode(
        "payments",
        name,
        "1",
        "RUNNING",
        null,
        null,
        1,
        handled,
        handled,
        handled / 10,
        0,
        0,
        START,
        START.plusSeconds(seenAt));
  }

  private NodeRates.Rate rate(long now, ConsumerNode... nodes) {
    return rates.of(List.of(nodes), START.plusSeconds(now)).get("payments");
  }

  @Test
  void aRateIsThatBetweenTheLastTwoTimesANodeToldSomething() {
    assertThat(rate(0, node("a", 0, 0))).isNull();
    assertThat(rate(5, node("a", 100, 5))).isEqualTo(new NodeRates.Rate(20, 2));
    assertThat(rate(6, node("a", 100, 5))).isEqualTo(new NodeRates.Rate(20, 2));
    assertThat(rate(10, node("a", 100, 10))).isEqualTo(new NodeRates.Rate(0, 0));
  }

  @Test
  void theNodesOfAConsumerAreAddedUp() {
    rate(0, node("a", 0, 0), node("b", 0, 0));
    assertThat(rate(5, node("a", 100, 5), node("b", 50, 5))).isEqualTo(new NodeRates.Rate(30, 3));
  }

  @Test
  void aNodeThatFallsSilentHasNoRate() {
    rate(0, node("a", 0, 0));
    rate(5, node("a", 100, 5));
    assertThat(rate(36, node("a", 100, 5))).isNull();
  }
}
