package io.twinbox.demo;

import io.twinbox.demo.OrderTransaction.Ending;
import io.twinbox.demo.OrderTransaction.Fate;
import io.twinbox.demo.OrderTransaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Executes the transactions of one writer. Not thread-safe. */
final class OrderWriter {
  private final Shop shop;
  private final OrderMix mix;
  private final int number;
  private final CommitObserver observer;

  OrderWriter(Shop shop, OrderMix mix, int number, CommitObserver observer) {
    this.shop = shop;
    this.mix = mix;
    this.number = number;
    this.observer = observer;
  }

  OrderTransaction next() {
    return mix.next();
  }

  /** Runs it to its end; the number of messages it committed. */
  int execute(OrderTransaction transaction) throws SQLException {
    try (Connection tx = shop.dataSource().getConnection()) {
      tx.setAutoCommit(false);
      try {
        List<UUID> ids = perform(tx, transaction);
        if (transaction.ending() == Ending.ROLL_BACK) {
          tx.rollback();
          return 0;
        }
        tx.commit();
        observer.committed(ids, System.nanoTime());
        return ids.size();
      } catch (SQLException | RuntimeException e) {
        rollBackAfter(e, tx);
        throw e;
      }
    }
  }

  private List<UUID> perform(Connection tx, OrderTransaction transaction) throws SQLException {
    if (transaction.asynchronous()) {
      run(tx, "SET LOCAL synchronous_commit = off");
    }
    if (transaction.earlyXid()) {
      run(tx, "SELECT pg_current_xact_id()");
      hold(tx, transaction.hold());
    }
    List<UUID> ids = new ArrayList<>();
    for (Step step : transaction.steps()) {
      ids.addAll(perform(tx, step));
    }
    if (!transaction.earlyXid()) {
      hold(tx, transaction.hold());
    }
    return ids;
  }

  private List<UUID> perform(Connection tx, Step step) throws SQLException {
    if (step.fate() == Fate.PLAIN) {
      return shop.place(tx, step.orders(), number);
    }
    Savepoint savepoint = tx.setSavepoint();
    List<UUID> ids = shop.place(tx, step.orders(), number);
    if (step.fate() == Fate.UNDONE) {
      tx.rollback(savepoint);
      return List.of();
    }
    tx.releaseSavepoint(savepoint);
    return ids;
  }

  private static void hold(Connection tx, Duration time) throws SQLException {
    if (time.isZero()) {
      return;
    }
    try (PreparedStatement statement = tx.prepareStatement("SELECT pg_sleep(?)")) {
      statement.setDouble(1, time.toMillis() / 1e3);
      statement.execute();
    }
  }

  private static void run(Connection tx, String sql) throws SQLException {
    try (Statement statement = tx.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void rollBackAfter(Exception failure, Connection tx) {
    try {
      tx.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e); // the connection is gone, and the transaction with it
    }
  }
}
