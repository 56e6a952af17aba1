package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.checker.Verdict;
import io.twinbox.demo.OrderLoad;
import io.twinbox.demo.OrderWriters;
import io.twinbox.demo.Shop;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.TcpProxy;
import io.twinbox.jdbc.JdbcOutbox;
import io.twinbox.relay.RelayOptions;
import io.twinbox.relay.RelayState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions are cut, PostgreSQL is killed, the network swallows what is sent. */
class DatabaseFaultsIT {
  private static final RelayOptions OPTIONS =
      RelayOptions.builder().leaseTimeToLive(Duration.ofSeconds(2)).build();

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startDatabase() {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
  }

  @Test
  void terminatedSessionsLoseNothing() throws Exception {
    try (Scene scene = Scene.on(postgres, EmbeddedKafka.shared())) {
      String topic = scene.createTopic("terminated");
      try (LocalNode node =
          LocalNode.start(scene.url() + "&ApplicationName=victim", scene, OPTIONS)) {
        Load load = Load.start(scene, topic, 12);
        for (int n = 1; n <= 5; n++) {
          awaitMore(node);
          // Right after a cut what is in flight still arrives, before the pool has a session again.
          await().atMost(Scene.PATIENCE).until(() -> terminateVictims(scene) > 0);
        }
        awaitMore(node);
        load.stop();
        scene.awaitDrained();
      }
      assertClean(scene.verdict());
    }
  }

  private static long terminateVictims(Scene scene) throws SQLException {
    return scene.number(
        """
        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
        FROM pg_stat_activity
        WHERE application_name = 'victim' AND datname = current_database()
        """);
  }

  /** A third of the writers' transactions commit asynchronously: the kill un-commits some. */
  @Test
  void aKilledDatabaseLeavesNothingPublishedThatItForgot() throws Exception {
    try (Scene scene = Scene.on(postgres, EmbeddedKafka.shared())) {
      scene.kafka().createTopic(Shop.TOPIC, 4, Map.of());
      Shop shop = new Shop(scene.dataSource(), JdbcOutbox.builder().build(), scene.ledger());
      shop.install();
      OrderLoad load = new OrderLoad(7, 6, 400);
      try (LocalNode node = LocalNode.start(scene.url(), scene, OPTIONS)) {
        try (OrderWriters writers = OrderWriters.start(shop, load, (ids, nanos) -> {})) {
          for (int n = 1; n <= 3; n++) {
            awaitMore(node);
            postgres.kill();
            postgres.start();
          }
          awaitMore(node);
          assertThat(writers.failed()).as("transactions that the kills bit").isPositive();
        }
        scene.awaitDrained();
      }
      assertClean(scene.verdict(Shop.TOPIC));
    }
  }

  @Test
  void aNetworkThatSwallowsEverythingIsToldAndSurvived() throws Exception {
    try (TcpProxy proxy = TcpProxy.to(postgres.port());
        Scene scene = Scene.on(postgres, EmbeddedKafka.shared())) {
      String topic = scene.createTopic("swallowed");
      String url = scene.url().replace(":" + postgres.port() + "/", ":" + proxy.port() + "/");
      try (LocalNode node = LocalNode.start(url, scene, OPTIONS)) {
        Load load = Load.start(scene, topic, 12);
        awaitMore(node);
        proxy.blackHole();
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> node.status().state() == RelayState.DATABASE_DOWN);
        assertThat(node.status().lastError()).isNotNull();
        proxy.heal();
        awaitMore(node);
        load.stop();
        scene.awaitDrained();
      }
      assertClean(scene.verdict());
    }
  }

  private static void awaitMore(LocalNode node) {
    long before = node.status().published();
    await().atMost(Scene.PATIENCE).until(() -> node.status().published() > before + 100);
  }

  private static void assertClean(Verdict verdict) {
    assertThat(verdict.clean()).as(verdict.toString()).isTrue();
  }
}
