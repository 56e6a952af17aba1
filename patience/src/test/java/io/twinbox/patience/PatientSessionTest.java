package io.twinbox.patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever says nothing waits for long. */
class PatientSessionTest {

  @Test
  void anAwaitWithoutALimitHasMoreThanTenSeconds() {
    AtomicLong limit = new AtomicLong();
    await()
        .conditionEvaluationListener(
            tried -> limit.set(tried.getElapsedTimeInMS() + tried.getRemainingTimeInMS()))
        .until(() -> true);

    assertThat(Duration.ofMillis(limit.get())).isGreaterThan(Duration.ofSeconds(30));
  }
}
