package io.twinbox.demo;

import java.time.Duration;
import java.util.List;

/**
 * One transaction, decided beforehand in all its details. Immutable.
 *
 * @param steps what it does, in order
 * @param ending how it ends
 * @param hold how long it stays open, holding its locks, before it ends
 * @param earlyXid whether it takes its transaction id and holds before it appends, not after
 * @param asynchronous whether it commits with {@code synchronous_commit = off}
 */
record OrderTransaction(
    List<Step> steps, Ending ending, Duration hold, boolean earlyXid, boolean asynchronous) {

  OrderTransaction {
    steps = List.copyOf(steps);
  }

  /** How many messages it will have committed, if nothing unforeseen happens. */
  int messages() {
    if (ending == Ending.ROLL_BACK) {
      return 0;
    }
    return steps.stream()
        .filter(step -> step.fate() != Fate.UNDONE)
        .mapToInt(step -> step.orders().size())
        .sum();
  }

  /** How a transaction ends. */
  enum Ending {
    /** Its messages exist. */
    COMMIT,
    /** None of them ever did. */
    ROLL_BACK
  }

  /** What becomes of a step inside its transaction. */
  enum Fate {
    /** Part of the transaction as such. */
    PLAIN,
    /** Under a savepoint that is released. */
    RELEASED,
    /** Under a savepoint that is rolled back. */
    UNDONE
  }

  /**
   * Some orders placed together.
   *
   * @param orders at least one, by ascending customer
   * @param fate what becomes of them
   */
  record Step(List<Order> orders, Fate fate) {
    Step {
      orders = List.copyOf(orders);
    }
  }
}
