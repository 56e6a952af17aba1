package io.twinbox.examples.orderspayments;

import io.twinbox.launcher.RunningExample;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the two databases say. */
final class Books {
  private final RunningExample example;

  Books(RunningExample example) {
    this.example = example;
  }

  List<String> orders() throws SQLException {
    return ask("orders", "SELECT id::text FROM orders");
  }

  List<String> unpaidOrders() throws SQLException {
    return ask("orders", "SELECT id::text FROM orders WHERE state <> 'PAID'");
  }

  /** The order of each payment: one that was paid twice is there twice. */
  List<String> paidOrders() throws SQLException {
    return ask("payments", "SELECT order_id::text FROM payment");
  }

  /** Order and payment, as each of the services knows them. */
  List<String> paymentsAsOrdersKnowThem() throws SQLException {
    return ask("orders", "SELECT id || ' ' || payment FROM orders WHERE state = 'PAID'");
  }

  List<String> paymentsAsPaymentsKnowThem() throws SQLException {
    return ask("payments", "SELECT order_id || ' ' || id FROM payment");
  }

  private List<String> ask(String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(example.jdbcUrl(database));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }
}
