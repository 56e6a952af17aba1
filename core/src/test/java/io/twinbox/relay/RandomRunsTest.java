package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of random lives. A seed reproduces a failure: add it to the pinned ones. */
class RandomRunsTest {
  private static final int SEEDS = Integer.getInteger("twinbox.seeds", 250);

  @Test
  void whateverHappensNothingIsLostAndEveryLaneKeepsItsOrder() {
    List<String> red =
        LongStream.range(0, SEEDS)
            .boxed()
            .flatMap(seed -> new RandomRun(seed).faults().stream().map(it -> seed + ": " + it))
            .toList();
    assertThat(red).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {35, 119})
  void aSeedThatOnceFailedStaysGreen(long seed) {
    assertThat(new RandomRun(seed).faults()).isEmpty();
  }
}
