package io.twinbox.demo;

import io.twinbox.checker.Lag;
import io.twinbox.checker.Ledger;
import io.twinbox.jdbc.JdbcOutbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The whole story. Customers order at the {@link Shop}; the order service's relay brings the orders
 * to Kafka; the consumer of the payment service makes the {@link Payments}; its relay brings those
 * to Kafka; and the consumer of the order service takes the {@link Confirmations}. Each service has
 * a database of its own, and each relay and consumer is a process of its own. Meanwhile faults
 * strike, and in the end an independent checker compares what committed with what came of it.
 */
public final class Demo {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final long LOAD_LIMIT_FACTOR = 4;

  private final DemoSettings settings;
  private final ShowSettings showing;
  private final Path logs;
  private final Progress progress;
  private final List<String> troubles = new ArrayList<>();

  /**
   * @param logs an existing directory for the logs of the processes
   */
  Demo(DemoSettings settings, ShowSettings showing, Path logs, Progress progress) {
    this.settings = settings;
    this.showing = showing;
    this.logs = logs;
    this.progress = progress;
  }

  /** Runs it all; takes about a minute. */
  Report run() throws Exception {
    long start = System.nanoTime();
    progress.say("starting PostgreSQL and Kafka");
    try (Stage stage = Stage.open(settings.writers())) {
      Shop shop = furnish(stage);
      try (Service orders = new Service(ServiceName.ORDERS, stage, logs);
          Service payments = new Service(ServiceName.PAYMENTS, stage, logs)) {
        Played played = play(stage, shop, orders, payments);
        progress.say("checking");
        Findings found = Findings.collect(stage, orders, payments);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Report(settings, found, played, took);
      }
    }
  }

  /** The tables of both services. */
  private static Shop furnish(Stage stage) throws SQLException {
    JdbcOutbox outbox = JdbcOutbox.builder().build();
    var ordersDatabase = stage.dataSource(ServiceName.ORDERS);
    Shop shop = new Shop(ordersDatabase, outbox, new Ledger(ordersDatabase));
    shop.install();
    ServiceName.ORDERS.effects(ordersDatabase).install();
    var paymentsDatabase = stage.dataSource(ServiceName.PAYMENTS);
    new Payments(
            outbox, new Ledger(paymentsDatabase), ServiceName.PAYMENTS.effects(paymentsDatabase))
        .install(paymentsDatabase, OrderMix.everybody());
    return shop;
  }

  private Played play(Stage stage, Shop shop, Service orders, Service payments) throws Exception {
    orders.start(START_LIMIT);
    payments.start(START_LIMIT);
    awaitFirstOrder(shop, orders, payments);
    progress.say(
        "both services work, each with a relay and a consumer; %d writers begin",
        settings.writers());
    FaultRunner faults = new FaultRunner(stage, orders, payments, progress);
    try (Show show = Show.open(showing, stage, orders, payments, logs, progress);
        Drain drain = new Drain(stage, orders, payments)) {
      write(shop, faults, show, orders, payments);
      show.turnKafkaOn();
      String left = drain.run();
      if (!left.isEmpty()) {
        trouble(left);
      }
    } finally {
      progress.show(() -> "");
    }
    return new Played(
        orders.told().lag(),
        payments.ofOrders().lag(),
        faults.blows(),
        orders.duplicatesRefused() + payments.duplicatesRefused(),
        troubles);
  }

  /** Everything has warmed up when one order has made its round trip; from then on it counts. */
  private void awaitFirstOrder(Shop shop, Service orders, Service payments) throws Exception {
    Order order = new Order("customer-000", "kettle", 1, 2_900, "the first");
    try (Connection tx = shop.dataSource().getConnection()) {
      tx.setAutoCommit(false);
      UUID id = shop.place(tx, List.of(order), 0).get(0);
      tx.commit();
      if (!Waits.until(() -> payments.ofOrders().hasSeen(id), START_LIMIT)
          || !Waits.until(() -> orders.handled() > 0, START_LIMIT)) {
        throw new IllegalStateException("the first order does not come back. logs:" + logs);
      }
    }
  }

  private void write(Shop shop, FaultRunner faults, Show show, Service orders, Service payments)
      throws Exception {
    OrderLoad load = settings.load();
    long limit = LOAD_LIMIT_FACTOR * (30 + settings.messages() / load.perSecond());
    CommitObserver probes =
        (ids, nanos) -> {
          orders.told().committed(ids, nanos);
          payments.ofOrders().committed(ids, nanos);
        };
    try (OrderWriters writers = OrderWriters.start(shop, load, probes)) {
      progress.show(() -> status(orders, payments));
      strike(faults);
      Waits.until(() -> writers.committed() >= settings.messages(), Duration.ofSeconds(limit));
      show.awaitEnd();
      writers.stop();
      progress.say(
          "the writers are done: %,d orders committed, %,d transactions rolled back, %,d failed",
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

  private static String status(Service orders, Service payments) {
    Lag told = orders.told().lag();
    Lag paid = payments.ofOrders().lag();
    return String.format(
        Locale.ROOT,
        "ordered %,d  in Kafka %,d  paid %,d  confirmed %,d  order to payment p50 %.0f p99 %.0f ms",
        told.committed(),
        told.committed() - told.outstanding(),
        paid.committed() - paid.outstanding(),
        orders.handled(),
        paid.p50Millis(),
        paid.p99Millis());
  }
}
