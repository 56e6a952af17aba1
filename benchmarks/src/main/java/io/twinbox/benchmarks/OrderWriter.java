package io.twinbox.benchmarks;

import io.twinbox.Message;
import io.twinbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A business that places orders: each transaction inserts an order, updates its customer (a row
 * lock), and, if there is an outbox, appends a message. One connection; not thread-safe.
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
        amount    bigint NOT NULL,
        note      text   NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      """;
  private static final String INSERT_CUSTOMERS =
      "INSERT INTO bench.customers SELECT i, 0, 0 FROM generate_series(0, %d) AS i";
  private static final String INSERT_ORDER =
      "INSERT INTO bench.orders (customer, amount, note) VALUES (?, ?, ?)";
  private static final String UPDATE_CUSTOMER =
      "UPDATE bench.customers SET orders = orders + 1, balance = balance + ? WHERE id = ?";
  private static final int NOTE_FROM = 140;
  private static final int AMOUNT = 4_200;

  private final Connection connection;
  private final PreparedStatement insertOrder;
  private final PreparedStatement updateCustomer;
  private final @Nullable Outbox outbox;
  private final String topic;

  /**
   * @param outbox null = a business without one
   */
  OrderWriter(String databaseUrl, @Nullable Outbox outbox, String topic) throws SQLException {
    this.connection = DriverManager.getConnection(databaseUrl);
    connection.setAutoCommit(false);
    this.insertOrder = connection.prepareStatement(INSERT_ORDER);
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
    insertOrder.setInt(1, sample.customer());
    insertOrder.setLong(2, AMOUNT);
    insertOrder.setString(3, note(sample));
    insertOrder.executeUpdate();
    updateCustomer.setLong(1, AMOUNT);
    updateCustomer.setInt(2, sample.customer());
    updateCustomer.executeUpdate();
    if (outbox != null) {
      outbox.append(connection, message(sample));
    }
    connection.commit();
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
}
