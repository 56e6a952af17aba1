package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.AfterDeath;
import io.twinbox.RetryPolicy;
import io.twinbox.admin.Act;
import io.twinbox.checker.Verdict;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.jdbc.JdbcOutboxAdmin;
import io.twinbox.relay.RelayOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What fails for now stops its own topic or key and nothing else, says why, and keeps its order
 * when it drains.
 */
class LanesIT {
  private static final RetryPolicy SOON =
      RetryPolicy.DEFAULT
          .withMaxAttempts(1_000)
          .withBackoff(Duration.ofMillis(50), Duration.ofMillis(200));

  private static final Act BY_TEST = Act.by("test");

  private static EmbeddedKafka kafka;

  private Scene scene;
  private JdbcOutboxAdmin admin;

  @BeforeAll
  static void startBroker() {
    kafka = EmbeddedKafka.builder().quickStart().user("relay", "secret").start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void open() throws SQLException {
    scene = Scene.on(EmbeddedPostgres.shared(PostgresVersion.V18), kafka);
    admin = JdbcOutboxAdmin.of(scene.dataSource());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private LocalNode relay(RetryPolicy retry) {
    RelayOptions options =
        RelayOptions.builder()
            .batchSize(50)
            .pollInterval(Duration.ofMillis(20))
            .retry(retry)
            .build();
    return LocalNode.start(scene.url(), kafka.clientProperties("relay"), options, null);
  }

  @Test
  void aMissingTopicWaitsAloneAndDrainsInOrder() throws Exception {
    String flowing = scene.createTopic("flowing");
    String missing = scene.topic("missing");
    try (LocalNode node = relay(SOON)) {
      waitsAlone(node, flowing, missing);
      assertThat(reason(missing)).contains(missing);

      scene.createTopic("missing");
      scene.awaitDrained();
    }
    assertNothingLostOrTwice();
  }

  @Test
  void aForbiddenTopicWaitsAloneAndDrainsInOrderOnceItIsAllowed() throws Exception {
    String flowing = scene.createTopic("flowing");
    String forbidden = scene.createTopic("forbidden");
    kafka.forbid("relay", forbidden);
    try (LocalNode node = relay(SOON)) {
      waitsAlone(node, flowing, forbidden);
      assertThat(reason(forbidden)).contains(forbidden);

      kafka.permit("relay", forbidden);
      scene.awaitDrained();
    }
    assertNothingLostOrTwice();
  }

  /** Entries of the topic are parked, in three waves that line up, while the other flows. */
  private void waitsAlone(LocalNode node, String flowing, String waiting) throws SQLException {
    for (int wave = 1; wave <= 3; wave++) {
      scene.appendMany(flowing, 60, 6);
      scene.appendMany(waiting, 9, 3);
      scene.appendMany(flowing, 60, 6);
      awaitCount(flowing, "PUBLISHED", 120L * wave);
      awaitCount(waiting, "PARKED", 9L * wave);
    }
    assertThat(count(waiting, "attempts > 0")).as("the heads of three lanes").isEqualTo(3);
    assertThat(count(waiting, "attempts > 0 AND error IS NOT NULL")).isEqualTo(3);
    assertThat(node.status().blockedLanes()).isEqualTo(3);
  }

  private void assertNothingLostOrTwice() throws SQLException {
    Verdict verdict = scene.verdict();
    assertThat(verdict.clean()).as(verdict.toString()).isTrue();
    assertThat(verdict.duplicates()).as(verdict.toString()).isZero();
  }

  private void assertOnlyTheDeadLetterIsMissing() throws SQLException {
    Verdict verdict = scene.verdict();
    assertThat(verdict.lost()).as("the dead letter").isEqualTo(1);
    assertThat(verdict.inverted() + verdict.phantom() + verdict.duplicates()).isZero();
  }

  @Test
  void anOversizeEntryIsADeadLetterAndItsKeyGoesOn() throws Exception {
    String topic = narrowTopic();
    try (LocalNode node = relay(SOON)) {
      appendAroundOversize(topic);
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(states(topic))
                      .containsExactly(
                          "a PUBLISHED", "a DEAD 1", "a PUBLISHED", "b PUBLISHED", "a PUBLISHED"));
      assertThat(node.status().dead()).isEqualTo(1);
    }
    assertThat(reason(topic)).contains("2000");
    assertOnlyTheDeadLetterIsMissing();
  }

  @Test
  void anOversizeEntryMayBlockItsKeyUntilAnOperatorDiscardsIt() throws Exception {
    String topic = narrowTopic();
    try (LocalNode node = relay(SOON.withAfterDeath(AfterDeath.BLOCK))) {
      awaitBlockedByOversize(node, topic);
      assertThat(admin.discard(Scene.RELAY, deadSeq(), BY_TEST)).isTrue();
      scene.awaitDrained();
    }
    assertOnlyTheDeadLetterIsMissing();
  }

  @Test
  void anOversizeEntryIsPublishedBeforeItsFollowersOnceTheTopicTakesIt() throws Exception {
    String topic = narrowTopic();
    RetryPolicy blocking = SOON.withAfterDeath(AfterDeath.BLOCK);
    try (LocalNode node = relay(blocking)) {
      awaitBlockedByOversize(node, topic);
    }
    kafka.alterTopic(topic, Map.of("max.message.bytes", "100000"));
    assertThat(admin.retry(Scene.RELAY, deadSeq(), BY_TEST)).isTrue();
    // Another relay, for the first one would believe in the old limit for up to half a minute.
    LocalNode next = relay(blocking);
    try {
      scene.awaitDrained();
    } finally {
      next.close();
    }
    assertNothingLostOrTwice();
  }

  private String narrowTopic() {
    String topic = scene.topic("narrow");
    kafka.createTopic(topic, 2, Map.of("max.message.bytes", "2000"));
    return topic;
  }

  private void appendAroundOversize(String topic) throws SQLException {
    scene.append(topic, "a");
    scene.append(topic, 10_000, "a");
    scene.append(topic, "a", "b");
    scene.append(topic, "a");
  }

  private void awaitBlockedByOversize(LocalNode node, String topic) throws SQLException {
    appendAroundOversize(topic);
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(states(topic))
                    .containsExactly(
                        "a PUBLISHED", "a DEAD 1", "a PARKED 0", "b PUBLISHED", "a PARKED 0"));
    assertThat(node.status().blockedLanes()).isEqualTo(1);
  }

  @Test
  void anEntryDiesAfterItsAttemptsAndTheNextOneIsTried() throws Exception {
    String missing = scene.topic("missing");
    try (LocalNode node = relay(SOON.withMaxAttempts(2))) {
      scene.append(missing, "a", "a", "b");
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(states(missing)).containsExactly("a DEAD 2", "a DEAD 2", "b DEAD 2"));
      assertThat(node.status().blockedLanes()).isZero();
    }
    assertThat(reason(missing)).contains(missing);
  }

  @Test
  void anEntryThatDiedMayBlockItsKey() throws Exception {
    String flowing = scene.createTopic("flowing");
    String missing = scene.topic("missing");
    try (LocalNode node = relay(SOON.withMaxAttempts(2).withAfterDeath(AfterDeath.BLOCK))) {
      scene.append(missing, "a", "a", "b");
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(states(missing))
                      .containsExactly("a DEAD 2", "a PARKED 0", "b DEAD 2"));
      scene.appendMany(flowing, 30, 3);
      awaitCount(flowing, "PUBLISHED", 30);
      assertThat(node.status().blockedLanes()).isEqualTo(2);
    }
  }

  // --- asking
  // -------------------------------------------------------------------------------------

  private void awaitCount(String topic, String state, long expected) {
    await()
        .atMost(Scene.PATIENCE)
        .untilAsserted(
            () -> assertThat(count(topic, "state = '" + state + "'")).isEqualTo(expected));
  }

  private long count(String topic, String condition) throws SQLException {
    return scene.number(
        "SELECT count(*) FROM twinbox.outbox_status WHERE topic = '%s' AND %s"
            .formatted(topic, condition));
  }

  /** Key, state and attempts of each entry, in the order of appending. */
  private List<String> states(String topic) throws SQLException {
    return scene.texts(
        """
        SELECT concat_ws(' ', key, state, CASE WHEN state <> 'PUBLISHED' THEN attempts END)
        FROM twinbox.outbox_status WHERE topic = '%s' ORDER BY seq
        """
            .formatted(topic));
  }

  private String reason(String topic) throws SQLException {
    return scene
        .texts(
            """
            SELECT error FROM twinbox.outbox_status
            WHERE topic = '%s' AND error IS NOT NULL ORDER BY seq LIMIT 1
            """
                .formatted(topic))
        .get(0);
  }

  private long deadSeq() throws SQLException {
    return scene.number("SELECT seq FROM twinbox.parked WHERE state = 'DEAD'");
  }
}
