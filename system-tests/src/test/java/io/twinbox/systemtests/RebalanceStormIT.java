package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A member joins or leaves every two seconds: each record takes effect once, each key in its order,
 * and work never stops.
 */
class RebalanceStormIT {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** A rebalance takes a heartbeat of each member, and a chunk to be waited for. */
  private static final Duration STANDSTILL_AT_MOST = Duration.ofSeconds(10);

  private static final int MEMBERS_MAX = 4;
  private static final int KEYS = 100;
  private static final long SEED = 7;

  private final Deque<InboxConsumer> members = new ArrayDeque<>();
  private int joined;
  private int left;

  @Test
  void everyEffectComesOnceAndWorkNeverStops() throws Exception {
    run(InboxMode.INLINE, Duration.ofSeconds(16));
  }

  @Tag("soak")
  @ParameterizedTest
  @EnumSource(InboxMode.class)
  void inAMinuteTooInEitherMode(InboxMode mode) throws Exception {
    run(mode, Duration.ofMinutes(1));
  }

  private void run(InboxMode mode, Duration storm) throws Exception {
    try (InboxScene scene =
        new InboxScene(EmbeddedPostgres.shared(PostgresVersion.V18), EmbeddedKafka.shared())) {
      InboxOptions options =
          InboxOptions.builder()
              .mode(mode)
              .chunkRecords(100)
              .revokeTimeout(Duration.ofSeconds(2))
              .build();
      try {
        Duration standstill = storm(scene, options, storm);
        scene.awaitAllHandled(Scene.PATIENCE);
        assertThat(standstill).isLessThan(STANDSTILL_AT_MOST);
      } finally {
        members.forEach(InboxConsumer::close);
      }
      assertThat(joined + left)
          .as("changes in %s", storm)
          .isGreaterThan((int) (storm.dividedBy(EVERY) / 2));
      assertThat(scene.effects()).isEqualTo(scene.produced());
      assertThat(scene.twice()).isZero();
      assertThat(scene.inverted()).isZero();
      assertThat(scene.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
    }
  }

  /** Returns the longest time in which nothing took effect though there was work. */
  private Duration storm(InboxScene scene, InboxOptions options, Duration storm) {
    Random random = new Random(SEED);
    join(scene, options);
    await().atMost(Scene.PATIENCE).until(() -> members.getFirst().status().partitions() > 0);
    long end = System.nanoTime() + storm.toNanos();
    long changeAt = System.nanoTime() + EVERY.toNanos();
    long movedAt = System.nanoTime();
    long effects = 0;
    long longest = 0;
    while (System.nanoTime() < end) {
      scene.produce(300, KEYS);
      long now = System.nanoTime();
      if (now >= changeAt) {
        changeAt = now + EVERY.toNanos();
        change(scene, options, random);
      }
      long count = scene.effects();
      now = System.nanoTime();
      if (count > effects) {
        effects = count;
        movedAt = now;
      }
      longest = Math.max(longest, now - movedAt);
    }
    return Duration.ofNanos(longest);
  }

  private void change(InboxScene scene, InboxOptions options, Random random) {
    boolean join = members.size() <= 1 || (members.size() < MEMBERS_MAX && random.nextBoolean());
    if (join) {
      join(scene, options);
    } else {
      left++;
      InboxConsumer leaving = random.nextBoolean() ? members.removeFirst() : members.removeLast();
      leaving.close();
    }
  }

  private void join(InboxScene scene, InboxOptions options) {
    joined++;
    members.addLast(scene.consumer(options, Map.of()).start());
  }
}
