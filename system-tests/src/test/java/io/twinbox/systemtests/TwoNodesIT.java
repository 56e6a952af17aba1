package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.checker.Identity;
import io.twinbox.checker.LagProbe;
import io.twinbox.checker.Verdict;
import io.twinbox.demo.RelayNode;
import io.twinbox.demo.RelaySettings;
import io.twinbox.relay.RelayOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes take turns: by force in a storm of kills, and politely. */
class TwoNodesIT {
  private static final int KEYS = 20;

  @Test
  void aStormOfKillsLosesNothing(@TempDir Path logs) throws Exception {
    storm(logs, 20_260, 2, 4);
  }

  @Test
  @Tag("soak")
  void aLongStormOfKillsAmongThreeNodesLosesNothing(@TempDir Path logs) throws Exception {
    storm(logs, 7, 3, 100);
  }

  /**
   * Kills one of the nodes again and again, each time at another moment after it has begun to flow.
   */
  private static void storm(Path logs, long seed, int size, int kills) throws Exception {
    Random random = new Random(seed);
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("storm");
      RelaySettings settings =
          new RelaySettings(
              scene.url(), scene.kafka().bootstrapServers(), Scene.RELAY, Duration.ofSeconds(1));
      List<RelayNode> nodes = new ArrayList<>();
      try (Load load = Load.start(scene, topic, KEYS)) {
        for (int n = 0; n < size; n++) {
          nodes.add(start(settings, logs));
        }
        for (int n = 0; n < kills; n++) {
          awaitBatches(scene, 1 + random.nextInt(30));
          nodes.remove(random.nextInt(size)).kill();
          nodes.add(start(settings, logs));
        }
        awaitBatches(scene, 1);
        load.stop();
        scene.awaitDrained();
      } finally {
        nodes.forEach(RelayNode::close);
      }
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as("seed:%d %s", seed, verdict).isTrue();
    }
  }

  private static RelayNode start(RelaySettings settings, Path logs) throws InterruptedException {
    RelayNode node = RelayNode.start(settings, logs.resolve("relay.log"), "-Xmx96m");
    node.awaitReady(Scene.PATIENCE);
    return node;
  }

  /** Waits until so many more rows are in the journal, by whomever. */
  private static void awaitBatches(Scene scene, int batches) throws Exception {
    String last = "SELECT coalesce(max(no), 0) FROM twinbox.relay_journal WHERE kind = 'claim'";
    long before = scene.number(last);
    await().atMost(Scene.PATIENCE).until(() -> scene.number(last) >= before + batches);
  }

  @Test
  void aGracefulStopUnderLoadHandsOverAtOnceAndPublishesNothingTwice() throws Exception {
    Duration lease = Duration.ofSeconds(60);
    RelayOptions options = RelayOptions.builder().leaseTimeToLive(lease).build();
    try (Scene scene = Scene.onSharedServers()) {
      String topic = scene.createTopic("handed-over");
      Identity identity = Identity.header(Identity.CLOUD_EVENTS_ID);
      try (Load load = Load.start(scene, topic, KEYS);
          LagProbe probe =
              LagProbe.start(scene.kafka().clientProperties(), List.of(topic), identity)) {
        LocalNode owner = LocalNode.start(scene, options);
        for (int n = 0; n < 3; n++) {
          LocalNode former = owner;
          await().atMost(Scene.PATIENCE).until(() -> former.status().published() > 300);
          LocalNode next = LocalNode.start(scene, options);
          former.close();
          long stopped = System.nanoTime();
          List<UUID> ids = scene.append(topic, 200, "key-0");
          probe.committed(ids, System.nanoTime());
          long seen = probe.visibleSince(stopped).get(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertThat(Duration.ofNanos(seen - stopped))
              .as("long before the lease ends")
              .isLessThan(lease.dividedBy(2));
          owner = next;
        }
        load.stop();
        scene.awaitDrained();
        owner.close();
      }
      Verdict verdict = scene.verdict();
      assertThat(verdict.clean()).as(verdict.toString()).isTrue();
      assertThat(verdict.duplicates()).as(verdict.toString()).isZero();
    }
  }
}
