package io.twinbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicCatalogIT {
  private final EmbeddedKafka kafka = EmbeddedKafka.shared();
  private final AtomicLong now = new AtomicLong();
  private final Cluster cluster =
      new Cluster(ProducerSettings.of(kafka.clientProperties()).admin());

  /** Passes with each look at the clock. */
  private final AtomicLong passing = new AtomicLong();

  private final TopicCatalog catalog =
      new TopicCatalog(cluster, () -> now.getAndAdd(passing.get()));

  @AfterEach
  void close() {
    cluster.close();
  }

  private TopicAnswer answer(String topic) {
    return catalog.answers(Set.of(topic)).get(topic);
  }

  @Test
  void aMissingTopicIsAskedForAgainOnlyAfterAWhile() {
    assertThat(answer("unborn")).isInstanceOf(TopicAnswer.Unavailable.class);
    kafka.createTopic("unborn", 1, Map.of());
    now.addAndGet(TopicCatalog.ASK_AGAIN.toNanos() - 1);
    assertThat(answer("unborn")).isInstanceOf(TopicAnswer.Unavailable.class);
    now.addAndGet(1);
    assertThat(answer("unborn")).isInstanceOf(TopicAnswer.Known.class);
  }

  @Test
  void aGoodAnswerIsUsedWhileANewOneIsAskedForInTheBackground() {
    kafka.createTopic("wider", 1, Map.of("max.message.bytes", "5000"));
    assertThat(answer("wider")).isEqualTo(known(1, 5_000));
    widen("wider", 3);
    assertThat(answer("wider")).isEqualTo(known(1, 5_000));
    now.addAndGet(TopicCatalog.REFRESH.toNanos());
    assertThat(answer("wider")).isEqualTo(known(1, 5_000));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(catalog.published()).containsEntry("wider", known(3, 5_000)));
  }

  @Test
  void anEntryIsNotRejectedByAnOldLimit() {
    kafka.createTopic("lifted", 1, Map.of("max.message.bytes", "5000"));
    assertThat(answer("lifted")).isEqualTo(known(1, 5_000));
    kafka.alterTopic("lifted", Map.of("max.message.bytes", "9000"));
    now.addAndGet(TopicCatalog.CONFIRM.toNanos() - 1);
    assertThat(catalog.confirmed("lifted")).as("no request").isEqualTo(known(1, 5_000));
    now.addAndGet(1);
    assertThat(catalog.confirmed("lifted")).isEqualTo(known(1, 9_000));
    assertThat(answer("lifted")).as("for all").isEqualTo(known(1, 9_000));
  }

  @Test
  void aQuestionWithoutAnswerIsNotAskedAgainForTheNextEntry() {
    kafka.createTopic("patient", 1, Map.of("max.message.bytes", "5000"));
    assertThat(answer("patient")).isEqualTo(known(1, 5_000));
    kafka.alterTopic("patient", Map.of("max.message.bytes", "9000"));

    // An interrupt ends the question as a broker does that does not answer in time.
    now.addAndGet(TopicCatalog.CONFIRM.toNanos());
    long asked = now.get();
    passing.set(TopicCatalog.CONFIRM.toNanos());
    Thread.currentThread().interrupt();
    assertThat(catalog.confirmed("patient")).isEqualTo(known(1, 5_000));
    assertThat(Thread.interrupted()).isTrue();

    now.set(asked + TopicCatalog.CONFIRM.toNanos());
    assertThat(catalog.confirmed("patient")).as("no request").isEqualTo(known(1, 5_000));
  }

  /** Thousands of entries of a topic may fail at once, and each asks what has become of it. */
  @Test
  void aTopicBeingAskedForIsNotAskedForAgain() throws IOException {
    // Connects, and never answers: the question stays open.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, Object> servers =
          Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort());
      Cluster mute = new Cluster(ProducerSettings.of(servers).admin());
      TopicCatalog waiting = new TopicCatalog(mute, now::get);
      try (mute) {
        assertThat(waiting.renew(List.of("orders"))).containsExactly("orders");
        assertThat(waiting.renew(List.of("orders"))).isEmpty();
        assertThat(waiting.renew(List.of("orders", "payments"))).containsExactly("payments");
      }
    }
  }

  private static TopicAnswer.Known known(int partitions, int maxMessageBytes) {
    return new TopicAnswer.Known(partitions, maxMessageBytes, 1, 1, false, List.of());
  }

  private void widen(String topic, int partitions) {
    try (var admin = kafka.admin()) {
      admin
          .createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }
}
