package io.twinbox.demo;

import io.twinbox.checker.EffectLedger;
import javax.sql.DataSource;

/** The two services: who they are, what they read and write, and where. */
enum ServiceName {
  /** Takes orders, and hears of payments. */
  ORDERS("order service", "orders", Shop.TOPIC, Payments.TOPIC, "confirmations", "shop.orders"),
  /** Hears of orders, and makes payments. */
  PAYMENTS("payment service", "payments", Payments.TOPIC, Shop.TOPIC, "payments", "bank.payment");

  private final String text;
  private final String database;
  private final String tells;
  private final String hears;
  private final String consumer;
  private final String handledTable;

  ServiceName(
      String text,
      String database,
      String tells,
      String hears,
      String consumer,
      String handledTable) {
    this.text = text;
    this.database = database;
    this.tells = tells;
    this.hears = hears;
    this.consumer = consumer;
    this.handledTable = handledTable;
  }

  /** In words. */
  String text() {
    return text;
  }

  /** Its database, and the name of its relay. */
  String database() {
    return database;
  }

  /** The topic it writes to, through its outbox. */
  String tells() {
    return tells;
  }

  /** The topic it reads, through its inbox. */
  String hears() {
    return hears;
  }

  /** The name of its consumer, and of the consumer's group. */
  String consumer() {
    return consumer;
  }

  /** A table that its handlers write to. */
  String handledTable() {
    return handledTable;
  }

  /** What its handlers have done, in its database. */
  EffectLedger effects(DataSource dataSource) {
    return new EffectLedger(dataSource, consumer);
  }

  /** Its consumer's identity in the group: the same after a restart. */
  String member() {
    return consumer + "-1";
  }

  /** By this name the database's sessions of its consumer are known. */
  String consumerSessions() {
    return "twinbox-demo-" + consumer;
  }
}
