package io.twinbox.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Compares the books of both services, account by account: nothing but the applications' own
 * tables, read from two databases. Immutable.
 *
 * @param cents what the orders cost in all
 * @param flaws accounts that do not agree, a line each; empty = money was conserved and everybody
 *     paid what was ordered
 */
public record Audit(long cents, List<String> flaws) {
  private static final String ORDERED =
      """
      SELECT customer, count(*), sum(quantity * cents), sum(confirmed) FILTER (WHERE confirmed = 1)
      FROM shop.orders
      GROUP BY customer
      """;

  private static final String PAID =
      """
      SELECT a.owner, a.cents, count(p.number), coalesce(sum(p.cents), 0)
      FROM bank.account a
      LEFT JOIN bank.payment p ON p.customer = a.owner
      GROUP BY a.owner, a.cents
      """;

  /** Copies the list. */
  public Audit {
    flaws = List.copyOf(flaws);
  }

  /**
   * What one customer ordered.
   *
   * @param orders how many
   * @param cents what they cost
   * @param confirmed how many of them were confirmed once
   */
  record Ordered(long orders, long cents, long confirmed) {}

  /**
   * What the bank says of one owner.
   *
   * @param balance in cents
   * @param payments how many were made from this account
   * @param cents how much was paid in all
   */
  record Account(long balance, long payments, long cents) {}

  /** Reads and compares. Call it when all is quiet. */
  static Audit of(DataSource orderService, DataSource paymentService) throws SQLException {
    return compare(ordered(orderService), accounts(paymentService));
  }

  /** By customer and by owner; the shop is an owner too. */
  static Audit compare(Map<String, Ordered> ordered, Map<String, Account> accounts) {
    Set<String> owners = new TreeSet<>(accounts.keySet());
    owners.addAll(ordered.keySet());
    owners.remove(Payments.SHOP);
    Ordered nothing = new Ordered(0, 0, 0);
    Account unused = new Account(Payments.OPENING, 0, 0);
    List<String> flaws = new ArrayList<>();
    for (String owner : owners) {
      Ordered wanted = ordered.getOrDefault(owner, nothing);
      Account found = accounts.getOrDefault(owner, unused);
      if (!agree(wanted, found)) {
        flaws.add(owner + ": " + wanted + " " + found);
      }
    }
    long total = ordered.values().stream().mapToLong(Ordered::cents).sum();
    Account shop = accounts.getOrDefault(Payments.SHOP, unused);
    if (shop.balance() != Payments.OPENING + total) {
      flaws.add(Payments.SHOP + ": sold for " + total + " " + shop);
    }
    long money = accounts.values().stream().mapToLong(Account::balance).sum();
    long before = accounts.size() * Payments.OPENING;
    if (money != before) {
      flaws.add("all accounts: " + money + " instead of " + before);
    }
    return new Audit(total, flaws);
  }

  private static boolean agree(Ordered wanted, Account found) {
    return found.balance() == Payments.OPENING - wanted.cents()
        && found.cents() == wanted.cents()
        && found.payments() == wanted.orders()
        && wanted.confirmed() == wanted.orders();
  }

  private static Map<String, Ordered> ordered(DataSource orderService) throws SQLException {
    Map<String, Ordered> ordered = new HashMap<>();
    try (Connection connection = orderService.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ORDERED)) {
      while (rows.next()) {
        ordered.put(
            rows.getString(1), new Ordered(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return ordered;
  }

  private static Map<String, Account> accounts(DataSource paymentService) throws SQLException {
    Map<String, Account> accounts = new HashMap<>();
    try (Connection connection = paymentService.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PAID)) {
      while (rows.next()) {
        accounts.put(
            rows.getString(1), new Account(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return accounts;
  }
}
