package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.inbox.InboxStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A consumer that ends at any named point, or is not the only one that got its records: each effect
 * comes once, each key in its order.
 */
class InboxHaltingIT {
  private static final int KEYS = 6;

  /** A successor that bears its name takes the place of a dead member at once. */
  private static final Map<String, String> SAME_MEMBER = Map.of("group.instance.id", "node");

  private static InboxScene scene;

  @BeforeAll
  static void openScene() throws SQLException {
    scene = newScene();
  }

  @AfterAll
  static void closeScene() {
    scene.close();
  }

  private static InboxScene newScene() throws SQLException {
    return new InboxScene(EmbeddedPostgres.shared(PostgresVersion.V18), EmbeddedKafka.shared());
  }

  /** One worker, so that no transaction is under way beside the one that is halted. */
  private static InboxOptions options(InboxMode mode) {
    return InboxOptions.builder().mode(mode).chunkRecords(20).workers(1).build();
  }

  @ParameterizedTest
  @CsvSource({
    "INLINE, BEFORE_TRANSACTION, 1",
    "INLINE, BEFORE_HANDLER, 1",
    "INLINE, AFTER_HANDLER, 1",
    "INLINE, AFTER_HANDLER, 30",
    "INLINE, BEFORE_COMMIT, 1",
    "INLINE, AFTER_COMMIT, 1",
    "INLINE, BEFORE_OFFSETS, 1",
    "INLINE, AFTER_OFFSETS, 1",
    "STORE_FIRST, BEFORE_STORING, 1",
    "STORE_FIRST, AFTER_STORING, 1",
    "STORE_FIRST, AFTER_HANDLER, 1",
    "STORE_FIRST, AFTER_HANDLER, 50",
    "STORE_FIRST, BEFORE_COMMIT, 1",
    "STORE_FIRST, AFTER_COMMIT, 1",
    "STORE_FIRST, BEFORE_OFFSETS, 1",
  })
  void aHaltChangesNoEffect(InboxMode mode, InboxPoint point, int nth) throws Exception {
    long before = scene.effects();
    scene.produce(60, KEYS);
    Halt halt = Halt.at(point, nth);
    InboxNode victim = new InboxNode(scene, options(mode), SAME_MEMBER, halt);
    halt.await(Scene.PATIENCE);
    if (nth == 1 && mode == InboxMode.INLINE) {
      assertThat(scene.effects() > before)
          .as("effects at the halt")
          .isEqualTo(point.compareTo(InboxPoint.AFTER_COMMIT) >= 0);
    }
    victim.abandon();

    scene.pass(Duration.ofMinutes(2));
    try (InboxConsumer successor = scene.consumer(options(mode), SAME_MEMBER).start()) {
      scene.awaitAllHandled(Scene.PATIENCE);
      if (leavesDuplicates(mode, point)) {
        await().atMost(Scene.PATIENCE).until(() -> successor.status().duplicates() > 0);
      }
    }
    assertOnceAndInOrder(scene);
  }

  /** Whether something is settled whose offset is not committed. */
  private static boolean leavesDuplicates(InboxMode mode, InboxPoint point) {
    return point == InboxPoint.AFTER_STORING
        || point == InboxPoint.BEFORE_OFFSETS
        || (point == InboxPoint.AFTER_COMMIT && mode == InboxMode.INLINE);
  }

  /** Two groups with the same ledger: both get every record, at the same time. */
  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void ofTwoNodesThatGetTheSameRecordsOneHandlesEach(InboxMode mode) throws Exception {
    try (InboxScene own = newScene();
        InboxConsumer one = own.consumer(options(mode), Map.of("group.id", "one-" + mode));
        InboxConsumer two = own.consumer(options(mode), Map.of("group.id", "two-" + mode))) {
      one.start();
      two.start();
      for (int i = 0; i < 5; i++) {
        own.produce(200, KEYS);
      }
      await()
          .atMost(Scene.PATIENCE)
          .untilAsserted(() -> assertShared(one.status(), two.status(), own.produced()));
      assertOnceAndInOrder(own);
    }
  }

  private static void assertShared(InboxStatus one, InboxStatus two, int records) {
    assertThat(one.read()).isEqualTo(records);
    assertThat(two.read()).isEqualTo(records);
    assertThat(one.handled() + two.handled()).isEqualTo(records);
    assertThat(one.duplicates() + two.duplicates()).isEqualTo(records);
    assertThat(one.parked() + two.parked()).isZero();
  }

  private static void assertOnceAndInOrder(InboxScene scene) {
    assertThat(scene.effects()).isEqualTo(scene.produced());
    assertThat(scene.twice()).isZero();
    assertThat(scene.inverted()).isZero();
    assertThat(scene.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
  }
}
