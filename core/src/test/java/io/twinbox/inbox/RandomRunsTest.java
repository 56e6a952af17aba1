package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of random lives. A seed reproduces a failure: add it to the pinned ones. */
class RandomRunsTest {
  private static final int SEEDS = Integer.getInteger("twinbox.seeds", 250);

  @Test
  void whateverHappensEachEffectIsThereOnceAndEveryKeyKeepsItsOrder() {
    List<String> red =
        LongStream.range(0, SEEDS)
            .boxed()
            .flatMap(
                seed ->
                    new RandomRun(seed, Plant.NOTHING)
                        .faults().stream().map(it -> seed + ": " + it))
            .toList();
    assertThat(red).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void aPlantedBugIsCaught(Plant plant) {
    boolean caught =
        LongStream.range(0, 40).anyMatch(seed -> !new RandomRun(seed, plant).faults().isEmpty());
    assertThat(caught).isTrue();
  }
}
