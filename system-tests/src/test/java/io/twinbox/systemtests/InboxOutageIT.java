package io.twinbox.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.RecordFault;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.TcpProxy;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.inbox.InboxListener;
import io.twinbox.inbox.InboxMode;
import io.twinbox.inbox.InboxOptions;
import io.twinbox.jdbc.JdbcInboxStore;
import io.twinbox.jdbc.JdbcTransactions;
import io.twinbox.spi.InboxRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Database or Kafka go away under load and come back: each effect comes once, no attempt is counted
 * against a record, and work goes on by itself within ten seconds. Both modes at once.
 */
class InboxOutageIT {
  private static final Logger LOG = LoggerFactory.getLogger(InboxOutageIT.class);
  private static final Duration RESUMED_WITHIN = Duration.ofSeconds(10);
  private static final Duration PACE = Duration.ofMillis(50);
  private static final int KEYS = 30;

  private static TcpProxy wayToKafka;
  private static TcpProxy wayToDatabase;
  private static EmbeddedKafka kafka;
  private static EmbeddedPostgres postgres;

  private final List<Side> sides = new ArrayList<>();

  @BeforeAll
  static void startServers() {
    wayToKafka = TcpProxy.unconnected(7);
    kafka = EmbeddedKafka.builder().quickStart().behind(wayToKafka).start();
    postgres = EmbeddedPostgres.builder().start();
    wayToDatabase = TcpProxy.to(postgres.port());
  }

  @AfterAll
  static void stopServers() {
    kafka.close();
    postgres.close();
    wayToKafka.close();
    wayToDatabase.close();
  }

  @BeforeEach
  void startSides() throws SQLException {
    for (InboxMode mode : InboxMode.values()) {
      sides.add(new Side(mode));
    }
  }

  @AfterEach
  void closeSides() {
    wayToKafka.heal();
    wayToDatabase.heal();
    sides.forEach(Side::close);
  }

  @Test
  void aRestartOfTheDatabaseChangesNoEffect() {
    survive(
        "a restart of the database",
        () -> {
          postgres.kill();
          postgres.start();
          sides.forEach(Side::awaitPool);
        });
  }

  @Test
  void aRestartOfKafkaChangesNoEffect() {
    survive(
        "a restart of Kafka",
        () -> {
          kafka.kill();
          kafka.start();
        });
  }

  @Test
  void aNetworkThatSwallowsEverythingChangesNoEffect() {
    survive("a black hole", () -> blackHole(Duration.ofSeconds(6)));
  }

  /** Long enough for Kafka to put the members out. */
  @Tag("soak")
  @Test
  void aNetworkThatSwallowsEverythingForLongChangesNoEffect() {
    survive("a long black hole", () -> blackHole(Duration.ofSeconds(20)));
  }

  private static void blackHole(Duration time) {
    wayToKafka.blackHole();
    wayToDatabase.blackHole();
    await().pollDelay(time).atMost(time.plus(Scene.PATIENCE)).until(() -> true);
    wayToKafka.heal();
    wayToDatabase.heal();
  }

  private void survive(String what, ThrowingRunnable fault) {
    sides.forEach(Side::awaitMore);
    run(fault);
    long since = System.nanoTime();
    for (Side side : sides) {
      side.awaitProbe(what, since);
    }
    sides.forEach(Side::assertOnceAndInOrder);
  }

  private static void run(ThrowingRunnable fault) {
    try {
      fault.run();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** One mode: its database and topic, a consumer that comes through the proxies, and a load. */
  private static final class Side implements AutoCloseable, InboxListener {
    private final InboxMode mode;
    private final InboxScene scene;
    private final HikariDataSource pool;
    private final InboxConsumer consumer;
    private final ConcurrentLinkedQueue<String> blamed = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> loading;

    Side(InboxMode mode) throws SQLException {
      this.mode = mode;
      this.scene = new InboxScene(postgres, kafka);
      this.pool =
          Scene.pool(
              scene.url().replace(":" + postgres.port() + "/", ":" + wayToDatabase.port() + "/"),
              8);
      this.consumer =
          scene
              .builder(InboxOptions.builder().mode(mode).chunkRecords(100).build())
              .source(scene.source(Map.of("bootstrap.servers", wayToKafka.address())))
              .store(JdbcInboxStore.builder().dataSource(pool).build())
              .transactions(JdbcTransactions.of(pool))
              .otherwise(InboxScene::writeDown)
              .listener(this)
              .build()
              .start();
      this.loading =
          load.scheduleWithFixedDelay(
              () -> scene.produce(20, KEYS), 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void awaitMore() {
      long before = consumer.status().handled();
      await().atMost(Scene.PATIENCE).until(() -> consumer.status().handled() > before + 200);
    }

    /** A pool of connections tries again after up to five seconds: no business of ours. */
    void awaitPool() {
      scene.forgetConnections();
      await().atMost(Scene.PATIENCE).ignoreExceptions().until(() -> connects(pool));
    }

    private static boolean connects(DataSource dataSource) throws SQLException {
      try (Connection connection = dataSource.getConnection()) {
        return connection.isValid(5);
      }
    }

    /** A record that is sent after the fault takes effect soon, behind all that has piled up. */
    void awaitProbe(String what, long since) {
      scene.produce(1, KEYS);
      long number = scene.produced();
      await().atMost(Scene.PATIENCE).until(() -> scene.effects() >= number);
      Duration took = Duration.ofNanos(System.nanoTime() - since);
      LOG.info("Resumed after:{} mode:{} took:{}", what, mode, took);
      assertThat(took).as("%s, %s", what, mode).isLessThan(RESUMED_WITHIN);
    }

    void assertOnceAndInOrder() {
      loading.cancel(false);
      load.shutdown();
      await().atMost(Scene.PATIENCE).until(load::isTerminated);
      scene.awaitAllHandled(Scene.PATIENCE);
      assertThat(scene.effects()).as("%s", mode).isEqualTo(scene.produced());
      assertThat(scene.twice()).as("%s", mode).isZero();
      assertThat(scene.inverted()).as("%s", mode).isZero();
      assertThat(blamed).as("%s", mode).isEmpty();
      assertThat(scene.number("SELECT count(*) FROM twinbox.inbox_record")).isZero();
    }

    @Override
    public void recordParked(InboxRecord record, int attempts, RecordFault fault, String error) {
      blamed.add(record + " " + fault + " " + error);
    }

    @Override
    public void recordDead(InboxRecord record, int attempts, RecordFault fault, String error) {
      blamed.add(record + " " + fault + " " + error);
    }

    @Override
    public void close() {
      load.shutdownNow();
      consumer.close();
      pool.close();
      scene.close();
    }
  }
}
