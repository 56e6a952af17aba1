package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.RetryPolicy;
import io.twinbox.checker.Verdict;
import io.twinbox.relay.RelayOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A relay that ends at any named point of the protocol loses nothing, invents nothing and keeps the
 * order; what is published twice was in flight.
 */
@Execution(ExecutionMode.CONCURRENT)
class HaltingIT {
  private static final RelayOptions OPTIONS =
      RelayOptions.builder()
          .batchSize(40)
          .leaseTimeToLive(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(20))
          .retry(
              RetryPolicy.DEFAULT
                  .withMaxAttempts(1_000)
                  .withBackoff(Duration.ofMillis(50), Duration.ofMillis(200)))
          .build();

  private static final int KEYS = 12;

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"AFTER_READING_AGAIN"})
  void aHaltLosesNothingAndKeepsTheOrder(HaltingPoint point) throws Exception {
    haltAt(Halt.at(point, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"AFTER_CLAIM", "MID_BATCH", "AFTER_LAST_ACKNOWLEDGEMENT", "BEFORE_CLAIM"})
  void aHaltWithOtherBatchesInFlightLosesNothingAndKeepsTheOrder(HaltingPoint point)
      throws Exception {
    haltAt(Halt.at(point, 3));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "BEFORE_TAKEOVER_ROW",
        "AFTER_TAKEOVER_ROW",
        "AFTER_READING_AGAIN",
        "MID_BATCH",
        "AFTER_LAST_ACKNOWLEDGEMENT",
        "BEFORE_PARKING",
        "AFTER_PARKING"
      })
  void aHaltAfterAHaltLosesNothingAndKeepsTheOrder(HaltingPoint point) throws Exception {
    haltAt(Halt.at(HaltingPoint.MID_BATCH, 3), Halt.at(point, 1));
  }

  /** Each halt ends a relay of its own; then one follows that nothing happens to. */
  private static void haltAt(Halt... halts) throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("flowing");
      String late = scene.topic("late");
      append(scene, topic, late);
      long inFlight = 0;
      for (Halt halt : halts) {
        LocalNode victim = LocalNode.start(scene, OPTIONS, halt);
        halt.await(Scene.PATIENCE);
        victim.abandon();
        inFlight += scene.entriesInFlight();
        append(scene, topic, late);
      }
      scene.createTopic("late");
      drain(scene);
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as(verdict.toString()).isTrue();
      assertThat(verdict.duplicates()).as(verdict.toString()).isLessThanOrEqualTo(inFlight);
    }
  }

  /** By a relay that nothing happens to. */
  private static void drain(Scene scene) {
    LocalNode node = LocalNode.start(scene, OPTIONS);
    try {
      scene.awaitDrained();
    } finally {
      node.close();
    }
  }

  /** Enough for more batches than a pipeline holds, with a topic among them that has to wait. */
  private static void append(Scene scene, String topic, String late) throws SQLException {
    scene.appendMany(topic, 90, KEYS);
    scene.appendMany(late, 9, 3);
    scene.appendMany(topic, 90, KEYS);
  }

  @Test
  void theBatchesInFlightArePublishedAgainAfterTheirLastAcknowledgement() throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("acknowledged");
      scene.appendMany(topic, 30, KEYS);
      Halt halt = Halt.at(HaltingPoint.AFTER_LAST_ACKNOWLEDGEMENT, 1);
      LocalNode victim = LocalNode.start(scene, OPTIONS, halt);
      halt.await(Scene.PATIENCE);
      victim.abandon();
      drain(scene);
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as(verdict.toString()).isTrue();
      assertThat(verdict.duplicates()).as("the halt bit").isEqualTo(30);
    }
  }

  @Test
  void aGracefulStopUnderLoadPublishesNothingTwice() throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("stopped");
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(() -> appendUntil(enough, scene, topic));
      for (int n = 1; n <= 5; n++) {
        try (LocalNode node = LocalNode.start(scene, OPTIONS)) {
          await().atMost(Scene.PATIENCE).until(() -> node.status().published() >= 200);
        }
      }
      enough.set(true);
      load.join();
      drain(scene);
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as(verdict.toString()).isTrue();
      assertThat(verdict.duplicates()).isZero();
    }
  }

  private static void appendUntil(AtomicBoolean enough, Scene scene, String topic) {
    try {
      while (!enough.get()) {
        scene.appendMany(topic, 9, KEYS);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
