package io.twinbox.demo;

import io.twinbox.checker.Checker;
import io.twinbox.checker.EffectVerdict;
import io.twinbox.checker.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;

/**
 * What the checker found in the end. Immutable.
 *
 * @param topics what a careful consumer got from both topics ({@code read_committed})
 * @param everything what was ever written to them ({@code read_uncommitted}); nothing in it may be
 *     invented
 * @param payments what came of the orders in the payment service
 * @param confirmations what came of the payments in the order service
 * @param audit whether the money agrees
 */
public record Findings(
    Verdict topics,
    Verdict everything,
    EffectVerdict payments,
    EffectVerdict confirmations,
    Audit audit) {

  /** Looks at everything. Call it when all is quiet. */
  static Findings collect(Stage stage, Service orders, Service payments) throws SQLException {
    return new Findings(
        topics(stage, orders, payments, IsolationLevel.READ_COMMITTED),
        topics(stage, orders, payments, IsolationLevel.READ_UNCOMMITTED),
        payments.effects().check(orders.ledger()),
        orders.effects().check(payments.ledger()),
        Audit.of(orders.dataSource(), payments.dataSource()));
  }

  private static Verdict topics(
      Stage stage, Service orders, Service payments, IsolationLevel isolation) throws SQLException {
    return topic(stage, orders, isolation).plus(topic(stage, payments, isolation));
  }

  private static Verdict topic(Stage stage, Service service, IsolationLevel isolation)
      throws SQLException {
    return Checker.builder()
        .ledger(service.ledger())
        .kafka(stage.client())
        .topics(service.name().tells())
        .build()
        .check(isolation);
  }

  /** What both services' handlers did. */
  EffectVerdict effects() {
    return payments.plus(confirmations);
  }

  /** Messages in the wrong place: seen, or taken effect, after a later one of their customer. */
  long inverted() {
    return topics.inverted() + effects().late();
  }

  /** What is wrong, in words; empty if every promise was kept. */
  List<String> shortcomings() {
    List<String> wrong = new ArrayList<>();
    if (!topics.clean()) {
      wrong.add("the checker found flaws in Kafka");
    }
    if (!everything.clean()) {
      wrong.add("the checker found flaws in what is visible to read_uncommitted");
    }
    if (effects().notOnce() > 0) {
      wrong.add("not every message had an exactly-once effect");
    }
    if (effects().late() > 0) {
      wrong.add("effects came out of order");
    }
    if (!audit.flaws().isEmpty()) {
      wrong.add("the money does not agree");
    }
    return wrong;
  }
}
