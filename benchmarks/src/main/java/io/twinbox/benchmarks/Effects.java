package io.twinbox.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** What handlers do: a row per message, in the order of the handling. */
final class Effects {
  static final String TABLE = "bench.effect";

  /** The table, empty. */
  static final String DDL =
      """
      CREATE SCHEMA IF NOT EXISTS bench;
      CREATE TABLE bench.effect (
        place        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        no           bigint NOT NULL,
        order_id     uuid   NOT NULL,
        customer     int    NOT NULL,
        amount_cents bigint NOT NULL,
        note         text   NOT NULL
      )
      """;

  private static final String INSERT_ALL =
      """
      INSERT INTO bench.effect (no, order_id, customer, amount_cents, note)
      SELECT no, order_id, customer, amount_cents, note
      FROM unnest(?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::text[])
           AS e(no, order_id, customer, amount_cents, note)
      """;

  private static final String INSERT_ONE =
      "INSERT INTO bench.effect (no, order_id, customer, amount_cents, note) VALUES (?, ?, ?, ?, ?)";

  private static final String CHECK =
      """
      SELECT count(*), count(DISTINCT no), count(*) FILTER (WHERE no < before)
      FROM (SELECT no, lag(no) OVER (PARTITION BY customer ORDER BY place) AS before
            FROM bench.effect) e
      """;

  private Effects() {}

  /** One statement for all of them. */
  static void insertAll(Connection connection, List<OrderPlaced> orders) throws SQLException {
    int rows = orders.size();
    Long[] numbers = new Long[rows];
    UUID[] ids = new UUID[rows];
    Integer[] customers = new Integer[rows];
    Long[] amounts = new Long[rows];
    String[] notes = new String[rows];
    for (int i = 0; i < rows; i++) {
      OrderPlaced order = orders.get(i);
      numbers[i] = order.no();
      ids[i] = order.orderId();
      customers[i] = order.customer();
      amounts[i] = order.amountCents();
      notes[i] = order.note();
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_ALL)) {
      insert.setArray(1, connection.createArrayOf("bigint", numbers));
      insert.setArray(2, connection.createArrayOf("uuid", ids));
      insert.setArray(3, connection.createArrayOf("int", customers));
      insert.setArray(4, connection.createArrayOf("bigint", amounts));
      insert.setArray(5, connection.createArrayOf("text", notes));
      insert.executeUpdate();
    }
  }

  /** One statement for one. */
  static void insert(Connection connection, OrderPlaced order) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_ONE)) {
      insert.setLong(1, order.no());
      insert.setObject(2, order.orderId());
      insert.setInt(3, order.customer());
      insert.setLong(4, order.amountCents());
      insert.setString(5, order.note());
      insert.executeUpdate();
    }
  }

  /**
   * Checks that the effect of each message is there once, each key in order.
   *
   * @param wanted how many different messages must have had an effect
   * @throws IllegalStateException if it is not so: the figure is void
   */
  static void check(String url, String arm, long wanted) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CHECK)) {
      row.next();
      long effects = row.getLong(1);
      long distinct = row.getLong(2);
      long inverted = row.getLong(3);
      if (effects != wanted || distinct != wanted || inverted != 0) {
        throw new IllegalStateException(
            "the figure is void. arm:%s messages:%d effects:%d distinct:%d inverted:%d"
                .formatted(arm, wanted, effects, distinct, inverted));
      }
    }
  }
}
