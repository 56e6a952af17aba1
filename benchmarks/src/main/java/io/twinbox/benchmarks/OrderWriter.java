package io.twinbox.benchmarks;

import io.twinbox.Message;
import io.twinbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A business that places orders: each transaction locks and reads its customer, inserts the order
 * and its three lines, updates the customer, and, if there is an outbox, appends a message. Five or
 * six round trips with the commit. One connection; not thread-safe.
 */
final class OrderWriter implements AutoCloseable {
  private static final String DDL =
      """
      CREATE SCHEMA IF NOT EXISTS bench;
      CREATE TABLE bench.customers (
        id      int    PRIMARY KEY,
        orders  bigint NOT NULL,
        balance bigint NOT NULL
      ) WITH (fillfactor = 50);
      CREATE TABLE bench.orders (
        id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer  int    NOT NULL REFERENCES bench.customers,
        number    bigint NOT NULL,
        amount    bigint NOT NULL,
        note      text   NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE bench.order_lines (
        order_id bigint NOT NULL REFERENCES bench.orders,
        line     int    NOT NULL,
        product  int    NOT NULL,
        quantity int    NOT NULL,
        price    bigint NOT NULL,
        PRIMARY KEY (order_id, line)
      );
      """;
  private static final String INSERT_CUSTOMERS =
      "INSERT INTO bench.customers SELECT i, 0, 0 FROM generate_series(0, %d) AS i";
  private static final String LOCK_CUSTOMER =
      "SELECT orders, balance FROM bench.customers WHERE id = ? FOR UPDATE";
  private static final String INSERT_ORDER =
      "INSERT INTO bench.orders (customer, number, amount, note) VALUES (?, ?, ?, ?) RETURNING id";
  private static final String INSERT_LINES =
      "INSERT INTO bench.order_lines (order_id, line, product, quantity, price)"
          + " VALUES (?, 1, ?, 1, 1200), (?, 2, ?, 2, 900), (?, 3, ?, 1, 1200)";
  private static final String UPDATE_CUSTOMER =
      "UPDATE bench.customers SET orders = ?, balance = ? WHERE id = ?";
  private static final int NOTE_FROM = 140;
  private static final int AMOUNT = 4_200;
  private static final int LINES = 3;

  private final Connection connection;
  private final PreparedStatement lockCustomer;
  private final PreparedStatement insertOrder;
  private final PreparedStatement insertLines;
  private final PreparedStatement updateCustomer;
  private final @Nullable Outbox outbox;
  private final String topic;

  /**
   * @param outbox null = a business without one
   */
  OrderWriter(String databaseUrl, @Nullable Outbox outbox, String topic) throws SQLException {
    this.connection = DriverManager.getConnection(databaseUrl);
    connection.setAutoCommit(false);
    this.lockCustomer = connection.prepareStatement(LOCK_CUSTOMER);
    this.insertOrder = connection.prepareStatement(INSERT_ORDER);
    this.insertLines = connection.prepareStatement(INSERT_LINES);
    this.updateCustomer = connection.prepareStatement(UPDATE_CUSTOMER);
    this.outbox = outbox;
    this.topic = topic;
  }

  /** Creates the tables of the business. */
  static void createTables(String databaseUrl, int customers) throws SQLException {
    BenchServers.execute(databaseUrl, DDL);
    BenchServers.execute(databaseUrl, INSERT_CUSTOMERS.formatted(customers - 1));
  }

  /** One transaction, committed when it returns. */
  void place(Sample sample) throws SQLException {
    Customer customer = lock(sample.customer());
    insertOrder.setInt(1, sample.customer());
    insertOrder.setLong(2, customer.orders() + 1);
    insertOrder.setLong(3, AMOUNT);
    insertOrder.setString(4, note(sample));
    insertLines(sample, insertedOrder());
    updateCustomer.setLong(1, customer.orders() + 1);
    updateCustomer.setLong(2, customer.balance() + AMOUNT);
    updateCustomer.setInt(3, sample.customer());
    updateCustomer.executeUpdate();
    if (outbox != null) {
      outbox.append(connection, message(sample));
    }
    connection.commit();
  }

  private long insertedOrder() throws SQLException {
    try (ResultSet row = insertOrder.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void insertLines(Sample sample, long order) throws SQLException {
    for (int line = 0; line < LINES; line++) {
      insertLines.setLong(2 * line + 1, order);
      insertLines.setInt(2 * line + 2, sample.customer() + line);
    }
    insertLines.executeUpdate();
  }

  private Customer lock(int id) throws SQLException {
    lockCustomer.setInt(1, id);
    try (ResultSet row = lockCustomer.executeQuery()) {
      row.next();
      return new Customer(row.getLong(1), row.getLong(2));
    }
  }

  private Message message(Sample sample) {
    return Message.builder()
        .topic(topic)
        .key(sample.key())
        .type(LogFill.TYPE)
        .payload(sample.payload())
        .build();
  }

  private static String note(Sample sample) {
    byte[] payload = sample.payload();
    int length = Math.min(60, payload.length - NOTE_FROM);
    return new String(payload, NOTE_FROM, length, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private record Customer(long orders, long balance) {}
}
