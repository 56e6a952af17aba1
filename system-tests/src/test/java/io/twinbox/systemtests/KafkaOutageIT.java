package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.checker.Identity;
import io.twinbox.checker.LagProbe;
import io.twinbox.checker.Verdict;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.relay.RelayOptions;
import io.twinbox.relay.RelayState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * While Kafka is away the business goes on as before, nobody's attempts are counted, the status
 * says what is wrong, and publishing goes on by itself.
 */
class KafkaOutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(5);

  /** Below this a difference says more about the machine than about the outbox. */
  private static final Duration NOISE = Duration.ofMillis(50);

  private static final int KEYS = 50;

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() {
    kafka = EmbeddedKafka.builder().quickStart().start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void anOutageOfHalfAMinuteIsToldAndSurvived() throws Exception {
    try (Scene scene = Scene.on(EmbeddedPostgres.shared(PostgresVersion.V18), kafka)) {
      String topic = scene.createTopic("flowing");
      try (LocalNode node = LocalNode.start(scene, RelayOptions.DEFAULT);
          LagProbe probe = probe(topic);
          Load load = Load.start(scene, topic, KEYS)) {
        await().atMost(Scene.PATIENCE).until(() -> node.status().published() > 500);
        load.takeNanos();
        await().atMost(Scene.PATIENCE).until(() -> node.status().published() > 2_500);
        long before = p99(load);

        kafka.kill();
        suffer(scene, node);
        long during = p99(load);
        long inFlight = scene.entriesInFlight();
        assertThat(during).isLessThanOrEqualTo(Math.max(2 * before, before + NOISE.toNanos()));

        kafka.start();
        assertResumes(scene, probe, topic);
        load.stop();
        scene.awaitDrained();
        Verdict verdict = scene.verdict();
        assertThat(verdict.clean()).as(verdict.toString()).isTrue();
        assertThat(verdict.duplicates()).isLessThanOrEqualTo(inFlight);
      }
    }
  }

  private static LagProbe probe(String topic) {
    Identity identity = Identity.header(Identity.CLOUD_EVENTS_ID);
    return LagProbe.start(kafka.clientProperties(), List.of(topic), identity);
  }

  private static long p99(Load load) {
    List<Long> nanos = load.takeNanos();
    return nanos.get(nanos.size() * 99 / 100);
  }

  /** For as long as Kafka is away. */
  private static void suffer(Scene scene, LocalNode node) throws SQLException {
    long down = System.nanoTime();
    await()
        .atMost(TOLD_WITHIN)
        .untilAsserted(
            () ->
                assertThat(
                        scene.texts(
                            """
                            SELECT name FROM twinbox.relay_status
                            WHERE last_error IS NOT NULL AND failing_since IS NOT NULL AND tries > 0
                            """))
                    .containsExactly(Scene.RELAY));
    assertThat(node.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
    long claimed = lastClaim(scene);
    Duration left = OUTAGE.minusNanos(System.nanoTime() - down);
    await()
        .pollInterval(Duration.ofMillis(500))
        .during(left)
        .atMost(left.plus(Scene.PATIENCE))
        .untilAsserted(() -> assertWaits(scene, node, claimed));
  }

  private static void assertWaits(Scene scene, LocalNode node, long claimed) throws SQLException {
    assertThat(lastClaim(scene)).as("last claim").isEqualTo(claimed);
    assertThat(scene.number("SELECT count(*) FROM twinbox.parked")).as("parked").isZero();
    assertThat(node.status().batchesInFlight())
        .isLessThanOrEqualTo(RelayOptions.DEFAULT.pipeline());
    assertThat(node.status().state()).isEqualTo(RelayState.DESTINATION_DOWN);
    assertThat(node.status().failingSince()).isNotNull();
  }

  private static long lastClaim(Scene scene) throws SQLException {
    return scene.number("SELECT max(no) FROM twinbox.relay_journal WHERE kind = 'claim'");
  }

  /** What is committed from now on is visible soon, with all that has piled up before it. */
  private static void assertResumes(Scene scene, LagProbe probe, String topic) throws Exception {
    long back = System.nanoTime();
    List<UUID> ids = scene.append(topic, 200, "key-0");
    probe.committed(ids, System.nanoTime());
    long visible = probe.visibleSince(back).get(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(visible - back)).isLessThanOrEqualTo(RESUMED_WITHIN);
    assertThat(scene.number("SELECT count(*) FROM twinbox.parked")).as("attempts").isZero();
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        scene.texts(
                            "SELECT name FROM twinbox.relay_status"
                                + " WHERE failing_since IS NULL AND tries = 0"))
                    .containsExactly(Scene.RELAY));
  }
}
