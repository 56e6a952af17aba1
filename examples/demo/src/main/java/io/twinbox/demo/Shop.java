package io.twinbox.demo;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.checker.Fingerprint;
import io.twinbox.checker.Ledger;
import io.twinbox.checker.LedgerLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The application: it stores orders and tells the world about them, in one transaction. Everything
 * with "ledger" is the demo's own book-keeping for the checker; an application has no such thing.
 * Thread-safe.
 */
public final class Shop {
  /** Where the orders are told. */
  public static final String TOPIC = "orders";

  private static final String INSTALL =
      """
      CREATE SCHEMA IF NOT EXISTS shop;
      CREATE TABLE IF NOT EXISTS shop.orders (
        customer text   NOT NULL,
        number   bigint NOT NULL,
        article  text   NOT NULL,
        quantity int    NOT NULL,
        cents    bigint NOT NULL,
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
    List<Placed> placed = new ArrayList<>();
    for (Order order : orders) {
      long number = ledger.draw(tx, TOPIC, order.customer()); // takes the customer's row lock
      insert(tx, order, number);
      placed.add(new Placed(order.customer(), number, order.placed(number)));
    }
    // Append last, when the row locks are held: then the order of the messages is the order of the
    // orders, whichever transaction had to wait for which.
    List<UUID> ids = outbox.append(tx, placed.stream().map(Placed::message).toList());
    note(tx, ids, placed, writer);
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

  private void note(Connection tx, List<UUID> ids, List<Placed> placed, int writer)
      throws SQLException {
    List<LedgerLine> lines = new ArrayList<>();
    for (int n = 0; n < ids.size(); n++) {
      lines.add(placed.get(n).line(ids.get(n), writer));
    }
    ledger.record(tx, lines);
  }

  private record Placed(String customer, long number, byte[] json) {
    Message message() {
      return Message.builder().topic(TOPIC).key(customer).type("OrderPlaced").payload(json).build();
    }

    LedgerLine line(UUID id, int writer) {
      return new LedgerLine(id, TOPIC, customer, number, Fingerprint.of(json), writer);
    }
  }
}
