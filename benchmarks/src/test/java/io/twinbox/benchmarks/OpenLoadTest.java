package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoadTest {

  @Test
  void everyEventRunsOnce() throws Exception {
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    OpenLoad.run(
        Schedule.startingNow(1e6),
        1_000,
        4,
        thread ->
            event -> {
              seen.add(event);
              runs.incrementAndGet();
            });
    assertThat(runs).hasValue(1_000);
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void aFailedEventFailsTheLoad() {
    assertThatThrownBy(
            () ->
                OpenLoad.run(
                    Schedule.startingNow(1e6),
                    10,
                    2,
                    thread ->
                        event -> {
                          throw new IllegalStateException("broken:" + event);
                        }))
        .hasMessageContaining("broken");
  }
}
