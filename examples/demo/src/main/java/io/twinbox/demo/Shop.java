package io.twinbox.demo;

import io.twinbox.Outbox;
import io.twinbox.Topic;
import io.twinbox.checker.Ledger;
import io.twinbox.json.JsonCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The order service, first half: it stores orders and tells the world about them, in one
 * transaction. Everything with "ledger" is the demo's own book-keeping for the checker; an
 * application has no such thing. Thread-safe.
 */
public final class Shop {
  /** Where the orders are told. */
  public static final String TOPIC = "orders";

  private static final Topic<OrderPlaced> ORDERS =
      Topic.of(OrderPlaced.class)
          .named(TOPIC)
          .codec(JsonCodec.of(OrderPlaced.class))
          .keyedBy(OrderPlaced::customer);

  private static final String INSTALL =
      """
      CREATE SCHEMA IF NOT EXISTS shop;
      CREATE TABLE IF NOT EXISTS shop.orders (
        customer  text   NOT NULL,
        number    bigint NOT NULL,
        article   text   NOT NULL,
        quantity  int    NOT NULL,
        cents     bigint NOT NULL,
        confirmed int    NOT NULL DEFAULT 0,
        PRIMARY KEY (customer, number)
      );
      """;

  private static final String INSERT =
      "INSERT INTO shop.orders (customer, number, article, quantity, cents) VALUES (?, ?, ?, ?, ?)";

  private final DataSource dataSource;
  private final Outbox outbox;
  private final Ledger ledger;

  /** A shop that keeps its orders behind {@code dataSource}. */
  public Shop(DataSource dataSource, Outbox outbox, Ledger ledger) {
    this.dataSource = dataSource;
    this.outbox = outbox;
    this.ledger = ledger;
  }

  /** Creates the tables of the shop and of the ledger. */
  public void install() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(INSTALL);
    }
    ledger.install();
  }

  /** Places orders in the caller's transaction; the messages' ids, in the same order. */
  List<UUID> place(Connection tx, List<Order> orders, int writer) throws SQLException {
    List<Told> told = new ArrayList<>();
    for (Order order : orders) {
      long number = ledger.draw(tx, TOPIC, order.customer()); // takes the customer's row lock
      insert(tx, order, number);
      told.add(new Told(ORDERS.message(order.placed(number)), number));
    }
    // Append last, when the row locks are held: then the order of the messages is the order of the
    // orders, whichever transaction had to wait for which.
    List<UUID> ids = outbox.append(tx, told.stream().map(Told::message).toList());
    ledger.record(tx, told.stream().map(one -> one.line(writer)).toList());
    return ids;
  }

  DataSource dataSource() {
    return dataSource;
  }

  private static void insert(Connection tx, Order order, long number) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(INSERT)) {
      statement.setString(1, order.customer());
      statement.setLong(2, number);
      statement.setString(3, order.article());
      statement.setInt(4, order.quantity());
      statement.setLong(5, order.cents());
      statement.executeUpdate();
    }
  }
}
