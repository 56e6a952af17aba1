package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.RetryPolicy;
import io.twinbox.checker.Verdict;
import io.twinbox.demo.RelayNode;
import io.twinbox.demo.RelaySettings;
import io.twinbox.relay.RelayOptions;
import io.twinbox.relay.RelayState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A former owner that was only paused changes nothing when it wakes. */
@Execution(ExecutionMode.CONCURRENT)
class PausedOwnerIT {
  private static final Duration LEASE = Duration.ofSeconds(1);

  private static final RelayOptions OPTIONS =
      RelayOptions.builder()
          .batchSize(40)
          .leaseTimeToLive(LEASE)
          .pollInterval(Duration.ofMillis(20))
          .retry(
              RetryPolicy.DEFAULT
                  .withMaxAttempts(1_000)
                  .withBackoff(Duration.ofMillis(50), Duration.ofMillis(200)))
          .build();

  @ParameterizedTest
  @EnumSource(
      names = {
        "BEFORE_TAKEOVER_ROW",
        "AFTER_TAKEOVER_ROW",
        "BEFORE_CLAIM",
        "AFTER_CLAIM",
        "MID_BATCH",
        "AFTER_LAST_ACKNOWLEDGEMENT",
        "BEFORE_CONFIRMATION",
        "BEFORE_PARKING",
        "AFTER_PARKING",
        "BEFORE_RETRY",
        "AFTER_RETRY"
      })
  void wakingAtAnyPointChangesNothing(HaltingPoint point) throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("flowing");
      String late = scene.topic("late");
      append(scene, topic, late);
      Halt halt = Halt.at(point, 1);
      LocalNode former = LocalNode.start(scene, OPTIONS, halt);
      halt.await(Scene.PATIENCE);
      long epoch = scene.number("SELECT epoch FROM twinbox.relay");
      try (LocalNode successor = LocalNode.start(scene, OPTIONS)) {
        await().atMost(Scene.PATIENCE).until(() -> successor.status().epoch() > epoch);
        scene.createTopic("late");
        scene.awaitDrained();
        List<String> before = parked(scene);

        halt.wake();
        await().atMost(Scene.PATIENCE).until(() -> former.status().state() == RelayState.STANDBY);
        append(scene, topic, late);
        scene.awaitDrained();

        assertThat(rowsAfterTakeover(scene, epoch)).as("journal rows of the former").isZero();
        assertThat(parked(scene)).as("parked entries").startsWith(before.toArray(String[]::new));
      } finally {
        former.close();
      }
      assertClean(scene);
    }
  }

  private static void append(Scene scene, String topic, String late) throws SQLException {
    scene.appendMany(topic, 90, 12);
    scene.appendMany(late, 9, 3);
    scene.appendMany(topic, 30, 12);
  }

  /** All that is parked or was, in words. */
  private static List<String> parked(Scene scene) throws SQLException {
    return scene.texts(
        """
        SELECT concat_ws(' ', seq, state, attempts, next_attempt_at, ended_at)
        FROM twinbox.parked ORDER BY seq
        """);
  }

  private static long rowsAfterTakeover(Scene scene, long epoch) throws SQLException {
    return scene.number(
        """
        SELECT count(*) FROM twinbox.relay_journal
        WHERE epoch <= %d
          AND no > (SELECT min(no) FROM twinbox.relay_journal
                    WHERE kind = 'takeover' AND epoch > %d)
        """
            .formatted(epoch, epoch));
  }

  private static void assertClean(Scene scene) throws SQLException {
    Verdict verdict = scene.verdict();
    assertThat(verdict.clean()).as(verdict.toString()).isTrue();
  }

  @Test
  void aStoppedProcessThatIsContinuedAfterATakeoverChangesNothing(@TempDir Path logs)
      throws Exception {
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("flowing");
      RelaySettings settings =
          new RelaySettings(
              scene.url(), scene.kafka().bootstrapServers(), Scene.RELAY, Duration.ofSeconds(2));
      try (RelayNode former = RelayNode.start(settings, logs.resolve("former.log"), "-Xmx128m");
          Load load = Load.start(scene, topic, 12)) {
        former.awaitReady(Scene.PATIENCE);
        awaitPublished(scene);
        long epoch = scene.number("SELECT epoch FROM twinbox.relay");
        try (RelayNode next = RelayNode.start(settings, logs.resolve("next.log"), "-Xmx128m")) {
          next.awaitReady(Scene.PATIENCE);
          former.pause();
          await()
              .atMost(Scene.PATIENCE)
              .until(() -> scene.number("SELECT max(epoch) FROM twinbox.relay_journal") > epoch);
          awaitPublished(scene);
          former.resume();
          await()
              .atMost(Scene.PATIENCE)
              .until(() -> Files.readString(former.log()).contains(" lost relay:"));
          awaitPublished(scene);
          load.stop();
          scene.awaitDrained();
          assertThat(rowsAfterTakeover(scene, epoch)).as("rows of the former").isZero();
        }
      }
      assertClean(scene);
    }
  }

  /** Waits until a batch is confirmed that is claimed from now on. */
  private static void awaitPublished(Scene scene) throws SQLException {
    long last = scene.number("SELECT coalesce(max(no), 0) FROM twinbox.relay_journal");
    await()
        .atMost(Scene.PATIENCE)
        .until(
            () ->
                scene.number("SELECT coalesce(max(confirmed), 0) FROM twinbox.relay_journal")
                    > last);
  }
}
