package io.twinbox.spring.test;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits for a condition, and says nothing if it does not come: the assertion behind it does.
 *
 * @param limit at most
 */
record Patience(Duration limit) {
  private static final Duration LOOK = Duration.ofMillis(10);

  void await(Callable<Boolean> condition) {
    try {
      if (!condition.call() && limit.compareTo(LOOK) > 0) {
        Awaitility.await().atMost(limit).pollDelay(LOOK).pollInterval(LOOK).until(condition);
      }
    } catch (ConditionTimeoutException e) {
      // Told better by who asked.
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
