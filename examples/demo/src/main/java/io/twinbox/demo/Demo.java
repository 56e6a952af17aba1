package io.twinbox.demo;

import io.twinbox.checker.Checker;
import io.twinbox.checker.Identity;
import io.twinbox.checker.Lag;
import io.twinbox.checker.LagProbe;
import io.twinbox.checker.Ledger;
import io.twinbox.checker.Verdict;
import io.twinbox.jdbc.JdbcOutbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.IsolationLevel;

/**
 * The whole story: customers order at a {@link Shop}, a relay in a process of its own brings the
 * orders to Kafka, faults strike, and in the end an independent checker compares what committed
 * with what arrived.
 */
public final class Demo {
  private static final String RELAY = "orders";
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(60);
  private static final long LOAD_LIMIT_FACTOR = 4;

  private final DemoSettings settings;
  private final Path logs;
  private final Progress progress;
  private final List<String> troubles = new ArrayList<>();

  /**
   * @param logs an existing directory for the logs of the relay processes
   */
  Demo(DemoSettings settings, Path logs, Progress progress) {
    this.settings = settings;
    this.logs = logs;
    this.progress = progress;
  }

  /** Runs it all; takes about a minute. */
  Report run() throws Exception {
    long start = System.nanoTime();
    progress.say("starting PostgreSQL and Kafka");
    try (Stage stage = Stage.open(settings.writers())) {
      Ledger ledger = new Ledger(stage.dataSource());
      Shop shop = new Shop(stage.dataSource(), JdbcOutbox.builder().build(), ledger);
      shop.install();
      Played played = play(stage, shop);
      progress.say("checking");
      Checker checker =
          Checker.builder().ledger(ledger).kafka(stage.client()).topics(Shop.TOPIC).build();
      Verdict verdict = checker.check(IsolationLevel.READ_COMMITTED);
      Verdict everything = checker.check(IsolationLevel.READ_UNCOMMITTED);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Report(
          settings, verdict, everything, played.lag(), played.blows(), troubles, took);
    }
  }

  private record Played(Lag lag, List<Blow> blows) {}

  private Played play(Stage stage, Shop shop) throws Exception {
    RelaySettings relay =
        new RelaySettings(stage.jdbcUrl(), stage.bootstrapServers(), RELAY, LEASE);
    Identity identity = Identity.header(Identity.CLOUD_EVENTS_ID);
    try (LagProbe probe = LagProbe.start(stage.client(), List.of(Shop.TOPIC), identity);
        RelayNodes relays = new RelayNodes(relay, logs)) {
      relays.start().awaitReady(START_LIMIT);
      awaitFirstOrder(stage, shop, probe);
      progress.say(
          "the relay runs, pid %d; %d writers begin", relays.current().pid(), settings.writers());
      FaultRunner faults = new FaultRunner(stage, relays, probe, progress);
      write(shop, faults, probe);
      drain(probe);
      return new Played(probe.lag(), faults.blows());
    } finally {
      progress.show(() -> "");
    }
  }

  /** Everything has warmed up when one order is through; from then on it counts. */
  private void awaitFirstOrder(Stage stage, Shop shop, LagProbe probe) throws Exception {
    Order order = new Order("customer-000", "kettle", 1, 2_900, "the first");
    try (Connection tx = stage.dataSource().getConnection()) {
      tx.setAutoCommit(false);
      UUID id = shop.place(tx, List.of(order), 0).get(0);
      tx.commit();
      if (!await(() -> probe.hasSeen(id), START_LIMIT)) {
        throw new IllegalStateException("the relay publishes nothing. logs:" + logs);
      }
    }
  }

  private void write(Shop shop, FaultRunner faults, LagProbe probe) throws Exception {
    OrderLoad load = settings.load();
    long limit = LOAD_LIMIT_FACTOR * (30 + settings.messages() / load.perSecond());
    try (OrderWriters writers = OrderWriters.start(shop, load, probe::committed)) {
      progress.show(() -> status(probe.lag(), writers));
      strike(faults);
      await(() -> writers.committed() >= settings.messages(), Duration.ofSeconds(limit));
      writers.stop();
      progress.say(
          "the writers are done: %,d messages committed, %,d transactions rolled back, %,d failed",
          writers.committed(), writers.rolledBack(), writers.failed());
      Exception failure = writers.lastFailure();
      if (failure != null) {
        progress.say("the last one failed because of %s", failure);
      }
    }
  }

  /**
   * A fault that is not survived ends the faults, not the run: the checker shall tell the damage.
   */
  private void strike(FaultRunner faults) throws Exception {
    try {
      faults.run(settings.faults());
    } catch (IllegalStateException e) {
      trouble(e.toString());
    }
  }

  private void trouble(String what) {
    troubles.add(what);
    progress.say("FAILED: %s", what);
  }

  /** Waits as long as something moves. */
  private void drain(LagProbe probe) throws InterruptedException {
    long waiting = probe.lag().outstanding();
    while (waiting > 0) {
      long before = waiting;
      if (!await(() -> probe.lag().outstanding() < before, STANDSTILL_LIMIT)) {
        trouble(waiting + " messages are not visible, and nothing moves any more");
        return;
      }
      waiting = probe.lag().outstanding();
    }
  }

  private static String status(Lag lag, OrderWriters writers) {
    return String.format(
        Locale.ROOT,
        "committed %,d  published %,d  waiting %,d  lag p50 %.1f p99 %.1f ms  rolled back %,d  failed %,d",
        lag.committed(),
        lag.committed() - lag.outstanding(),
        lag.outstanding(),
        lag.p50Millis(),
        lag.p99Millis(),
        writers.rolledBack(),
        writers.failed());
  }

  private static boolean await(BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }
}
