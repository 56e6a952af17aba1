package io.twinbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waking up a thread between its steps. */
@Timeout(120)
class SignalTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Signal signal = new Signal();

  @Test
  void aSignalRaisedBeforeTheWaitEndsItAtOnce() throws InterruptedException {
    signal.raise();
    signal.await(LONG);
  }

  @Test
  void raisingTwiceIsRaisingOnce() throws InterruptedException {
    signal.raise();
    signal.raise();
    signal.await(LONG);
    long before = System.nanoTime();
    signal.await(Duration.ofMillis(50));

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000);
  }

  @Test
  void aSignalEndsAWaitInAnotherThread() throws InterruptedException {
    Thread waiting =
        new Thread(
            () -> {
              try {
                signal.await(LONG);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    signal.raise();
    waiting.join();
  }

  @Test
  void aWaitEndsByItselfAfterItsTime() throws InterruptedException {
    signal.await(Duration.ofMillis(1));
    signal.await(Duration.ZERO);
  }
}
