package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of random lives of the real publisher for slow destinations. */
class RandomDeliveriesTest {
  private static final int SEEDS = Integer.getInteger("twinbox.seeds", 40);

  @ParameterizedTest
  @EnumSource
  void nothingIsLostLanesKeepTheirOrderAndNothingIsRepeatedWithoutNeed(
      RandomDeliveries.Faults faults) {
    List<String> red =
        LongStream.range(0, SEEDS)
            .boxed()
            .flatMap(
                seed ->
                    new RandomDeliveries(seed, faults)
                        .faults().stream().map(it -> seed + ": " + it))
            .toList();
    assertThat(red).isEmpty();
  }
}
