package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;

/** A handler that takes longer than Kafka lets a consumer go without a poll. */
class InboxSlowHandlerIT {
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(6);

  /** A member that does not poll leaves at its next heartbeat after the interval. */
  private static final Duration LONGER = MAX_POLL_INTERVAL.plusSeconds(2);

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "max.poll.interval.ms",
          String.valueOf(MAX_POLL_INTERVAL.toMillis()),
          "session.timeout.ms",
          "6000");

  @Test
  void aSlowHandlerCostsNoMembershipAndItsEffectComesOnce() throws Exception {
    try (Slow inline = new Slow(InboxMode.INLINE);
        Slow storeFirst = new Slow(InboxMode.STORE_FIRST)) {
      List<String> before = List.of(inline.awaitWork(), storeFirst.awaitWork());
      await()
          .during(LONGER)
          .atMost(LONGER.plus(Scene.PATIENCE))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> List.of(inline.members(), storeFirst.members()).equals(before));
      inline.finish();
      storeFirst.finish();
      assertThat(List.of(inline.members(), storeFirst.members())).isEqualTo(before);
    }
  }

  /** A consumer whose handlers stand still until they may go on. */
  private static final class Slow implements AutoCloseable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final Admin admin = EmbeddedKafka.shared().admin();
    private final InboxScene scene;
    private final InboxConsumer consumer;

    Slow(InboxMode mode) throws SQLException {
      scene = new InboxScene(EmbeddedPostgres.shared(PostgresVersion.V18), EmbeddedKafka.shared());
      scene.produce(100, 10);
      consumer =
          scene
              .builder(
                  InboxOptions.builder()
                      .mode(mode)
                      .chunkRecords(10)
                      .handlerTimeLimit(Duration.ofMinutes(5))
                      .build())
              .source(scene.source(PROPERTIES))
              .otherwise(
                  (value, context) -> {
                    begun.countDown();
                    enough.await();
                    InboxScene.writeDown(value, context);
                  })
              .build()
              .start();
    }

    /** Gives who is in the group. */
    String awaitWork() throws Exception {
      assertThat(begun.await(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return members();
    }

    /** Who is in the group, with what: a member that was put out comes back under another id. */
    String members() throws Exception {
      ConsumerGroupDescription description =
          admin
              .describeConsumerGroups(List.of(scene.group()))
              .describedGroups()
              .get(scene.group())
              .get();
      return description.members().stream().map(Slow::described).sorted().toList().toString();
    }

    private static String described(MemberDescription member) {
      return member.consumerId() + " with " + member.assignment().topicPartitions().size();
    }

    void finish() {
      assertThat(scene.effects()).as("the handler is at work").isZero();
      enough.countDown();
      scene.awaitAllHandled(Scene.PATIENCE);
      assertThat(scene.effects()).isEqualTo(scene.produced());
      assertThat(scene.twice()).isZero();
      assertThat(scene.inverted()).isZero();
      assertThat(consumer.status().read()).as("delivered once").isEqualTo(scene.produced());
      assertThat(consumer.status().parked()).isZero();
    }

    @Override
    public void close() {
      enough.countDown();
      consumer.close();
      admin.close();
      scene.close();
    }
  }
}
