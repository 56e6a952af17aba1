package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.demo.FaultPlan.Strike;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
  @Test
  void theSameSeedPlansTheSame() {
    assertThat(FaultPlan.of(7)).isEqualTo(FaultPlan.of(7));
    assertThat(FaultPlan.brief(7)).isEqualTo(FaultPlan.brief(7));
  }

  @Test
  void seedsPlanDifferently() {
    assertThat(LongStream.range(0, 100).mapToObj(FaultPlan::of).distinct()).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -1, Long.MAX_VALUE})
  void everyPlanHasEveryFault(long seed) {
    FaultPlan plan = FaultPlan.of(seed);

    assertThat(plan.strikes()).extracting(Strike::fault).contains(Fault.values());
    assertThat(plan.mustLand(Fault.KILL_RELAY)).isEqualTo(3);
    assertThat(plan.mustLand(Fault.KILL_CONSUMER)).isEqualTo(4);
    for (ServiceName service : ServiceName.values()) {
      assertThat(plan.strikes())
          .filteredOn(strike -> strike.service() == service)
          .extracting(Strike::fault)
          .contains(
              Fault.KILL_RELAY, Fault.KILL_CONSUMER, Fault.REPLAY_TOPIC, Fault.REPEAT_RECORDS);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -1, Long.MAX_VALUE})
  void kafkaIsAwayForFiveToEightSeconds(long seed) {
    assertThat(FaultPlan.of(seed).strikes())
        .filteredOn(strike -> strike.fault() == Fault.STOP_KAFKA)
        .extracting(Strike::length)
        .allSatisfy(
            length -> assertThat(length).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8)));
  }

  @Test
  void withoutFaultsNothingIsPlanned() {
    assertThat(FaultPlan.none().strikes()).isEmpty();
    assertThat(FaultPlan.none().mustLand(Fault.KILL_RELAY)).isZero();
  }
}
