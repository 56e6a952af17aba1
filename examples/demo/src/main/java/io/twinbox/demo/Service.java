package io.twinbox.demo;

import io.twinbox.checker.EffectLedger;
import io.twinbox.checker.Identity;
import io.twinbox.checker.LagProbe;
import io.twinbox.checker.Ledger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * One of the two services with its processes, as the demo sees it from outside. Not thread-safe,
 * but for {@link #handled} and the probes.
 */
final class Service implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final ServiceName name;
  private final DataSource dataSource;
  private final Nodes<RelayNode> relays;
  private final Nodes<ConsumerNode> consumers;
  private final LagProbe told;
  private final LagProbe ofOrders;

  /**
   * A service without processes yet.
   *
   * @param logs an existing directory for the logs of its processes
   */
  Service(ServiceName name, Stage stage, Path logs) {
    this.name = name;
    this.dataSource = stage.dataSource(name);
    String url = stage.jdbcUrl(name);
    String kafka = stage.bootstrapServers();
    RelaySettings relay = new RelaySettings(url, kafka, name.database(), LEASE);
    ConsumerSettings consumer = new ConsumerSettings(url, kafka, name);
    relays =
        new Nodes<>(
            (log, options) -> RelayNode.start(relay, log, options),
            logs,
            name.database() + "-relay");
    consumers =
        new Nodes<>(
            (log, options) -> ConsumerNode.start(consumer, log, options),
            logs,
            name.database() + "-consumer");
    Identity byItself = Identity.header(Identity.CLOUD_EVENTS_ID);
    told = LagProbe.start(stage.client(), List.of(name.tells()), byItself);
    ofOrders =
        name == ServiceName.ORDERS
            ? told
            : LagProbe.start(
                stage.client(), List.of(name.tells()), Identity.header(Payments.ORDER_ID));
  }

  /** Starts relay and consumer, and waits until they work. */
  void start(Duration limit) throws InterruptedException {
    RelayNode relay = relays.start();
    consumers.start().awaitReady(limit);
    relay.awaitReady(limit);
  }

  ServiceName name() {
    return name;
  }

  DataSource dataSource() {
    return dataSource;
  }

  Nodes<RelayNode> relays() {
    return relays;
  }

  Nodes<ConsumerNode> consumers() {
    return consumers;
  }

  /** What Kafka holds of the messages it tells, by their own ids. */
  LagProbe told() {
    return told;
  }

  /** What Kafka holds of the messages it tells, by the ids of the orders they are about. */
  LagProbe ofOrders() {
    return ofOrders;
  }

  /** The messages it has committed. */
  Ledger ledger() {
    return new Ledger(dataSource);
  }

  /** What its handlers have done. */
  EffectLedger effects() {
    return name.effects(dataSource);
  }

  /** How many messages its handlers have handled. */
  long handled() {
    try {
      return effects().committed();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot ask the " + name.text(), e);
    }
  }

  /** How many records its consumers have refused because they had been handled before. */
  long duplicatesRefused() {
    return consumers.all().stream().mapToLong(ConsumerNode::duplicates).sum();
  }

  @Override
  public void close() {
    consumers.close();
    relays.close();
    told.close();
    ofOrders.close();
  }
}
