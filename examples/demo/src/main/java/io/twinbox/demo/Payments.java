package io.twinbox.demo;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.Topic;
import io.twinbox.checker.EffectLedger;
import io.twinbox.checker.Ledger;
import io.twinbox.inbox.InboxContext;
import io.twinbox.json.JsonCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The payment service: it hears of orders, moves money from the customer to the shop, and tells
 * that it did, in one transaction. It has a database of its own and shares nothing with the {@link
 * Shop} but the events.
 *
 * <p>"ledger" and "effects" are the demo's own book-keeping for the checker; an application has no
 * such thing. Thread-safe.
 */
public final class Payments {
  /** Where the payments are told. */
  public static final String TOPIC = "payments";

  /** Header of a payment: the id of the message that ordered what was paid. */
  public static final String ORDER_ID = "order-id";

  /** The account that gets the money. */
  static final String SHOP = "shop";

  /** What is in every account at first, in cents. */
  static final long OPENING = 1_000_000_00;

  private static final Topic<PaymentMade> PAYMENTS =
      Topic.of(PaymentMade.class)
          .named(TOPIC)
          .codec(JsonCodec.of(PaymentMade.class))
          .keyedBy(PaymentMade::customer)
          .headers(payment -> Map.of(ORDER_ID, payment.orderId().toString()));

  /** Nothing is unique about a payment on purpose: paid twice must leave two rows. */
  private static final String INSTALL =
      """
      CREATE SCHEMA IF NOT EXISTS bank;
      CREATE TABLE IF NOT EXISTS bank.account (
        owner text   PRIMARY KEY,
        cents bigint NOT NULL
      ) WITH (fillfactor = 50);
      CREATE TABLE IF NOT EXISTS bank.payment (
        customer text   NOT NULL,
        number   bigint NOT NULL,
        cents    bigint NOT NULL
      );
      """;

  private static final String OPEN_ACCOUNT =
      "INSERT INTO bank.account (owner, cents) VALUES (?, ?)";

  private static final String PAY =
      "INSERT INTO bank.payment (customer, number, cents) VALUES (?, ?, ?)";

  private static final String MOVE =
      """
      UPDATE bank.account
      SET cents = cents + CASE owner WHEN 'shop' THEN ? ELSE -? END
      WHERE owner IN ('shop', ?)
      """;

  private final Outbox outbox;
  private final Ledger ledger;
  private final EffectLedger effects;

  /** Works on the connections it is given; all of them of one database. */
  public Payments(Outbox outbox, Ledger ledger, EffectLedger effects) {
    this.outbox = outbox;
    this.ledger = ledger;
    this.effects = effects;
  }

  /** Creates the tables of the bank and of the ledgers, and opens the accounts. */
  void install(DataSource dataSource, List<String> customers) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        PreparedStatement account = connection.prepareStatement(OPEN_ACCOUNT)) {
      statement.execute(INSTALL);
      open(account, SHOP);
      for (String customer : customers) {
        open(account, customer);
      }
      account.executeBatch();
    }
    ledger.install();
    effects.install();
  }

  private static void open(PreparedStatement account, String owner) throws SQLException {
    account.setString(1, owner);
    account.setLong(2, OPENING);
    account.addBatch();
  }

  /** Handles an order: all of this happens once, or not at all. */
  public void pay(OrderPlaced order, InboxContext context) throws SQLException {
    Connection tx = context.connection();
    moveMoney(tx, order);
    enter(tx, order);
    tell(tx, order, context.id());
  }

  private void tell(Connection tx, OrderPlaced order, UUID orderId) throws SQLException {
    String customer = order.customer();
    long counter = ledger.draw(tx, TOPIC, customer);
    Message paid =
        PAYMENTS.message(new PaymentMade(orderId, customer, order.number(), order.total()));
    outbox.append(tx, paid);
    ledger.record(tx, List.of(new Told(paid, counter).line(0)));
    effects.record(tx, orderId, customer);
  }

  private static void moveMoney(Connection tx, OrderPlaced order) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(MOVE)) {
      statement.setLong(1, order.total());
      statement.setLong(2, order.total());
      statement.setString(3, order.customer());
      if (statement.executeUpdate() != 2) {
        throw new IllegalStateException("no account: " + order.customer());
      }
    }
  }

  private static void enter(Connection tx, OrderPlaced order) throws SQLException {
    try (PreparedStatement statement = tx.prepareStatement(PAY)) {
      statement.setString(1, order.customer());
      statement.setLong(2, order.number());
      statement.setLong(3, order.total());
      statement.executeUpdate();
    }
  }
}
