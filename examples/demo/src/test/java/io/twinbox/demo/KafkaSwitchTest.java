package io.twinbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class KafkaSwitchTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayStop = new CountDownLatch(1);
  private final KafkaSwitch kafka =
      new KafkaSwitch(
          () -> {
            awaitPermission();
            done.add("stop");
          },
          () -> done.add("start"),
          failure -> done.add("failed"));

  @Test
  void oneThingAtATime() {
    assertThat(kafka.start()).isFalse();
    assertThat(kafka.stop()).isTrue();
    assertThat(kafka.position()).isEqualTo(KafkaSwitch.Position.STOPPING);
    assertThat(kafka.stop()).isFalse();
    assertThat(kafka.start()).isFalse();
    mayStop.countDown();
    await().until(() -> kafka.position() == KafkaSwitch.Position.STOPPED);
    assertThat(done).containsExactly("stop");
  }

  @Test
  void whatWasStoppedIsTurnedOnWhateverIsUnderWay() throws InterruptedException {
    kafka.stop();
    mayStop.countDown();

    assertThat(kafka.turnOn()).isTrue();

    assertThat(done).containsExactly("stop", "start");
    assertThat(kafka.turnOn()).isTrue();
    assertThat(done).hasSize(2);
  }

  @Test
  void whatFailsIsAsItWasBefore() {
    KafkaSwitch broken =
        new KafkaSwitch(
            () -> {
              throw new IllegalStateException("it does not stop");
            },
            () -> done.add("start"),
            failure -> done.add("failed"));

    assertThat(broken.stop()).isTrue();

    await().until(() -> done.contains("failed"));
    await().until(() -> broken.position() == KafkaSwitch.Position.RUNNING);
  }

  private void awaitPermission() {
    try {
      mayStop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
