package io.twinbox.demo;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * Waits until everything that was ordered has made its round trip, and every record that is in
 * Kafka has been settled, those that came again too. Used by one thread.
 */
final class Drain implements AutoCloseable {
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(60);

  private final Service orders;
  private final Service payments;
  private final Group payers;
  private final Group confirmers;

  Drain(Stage stage, Service orders, Service payments) {
    this.orders = orders;
    this.payments = payments;
    this.payers = new Group(stage, ServiceName.PAYMENTS);
    this.confirmers = new Group(stage, ServiceName.ORDERS);
  }

  /** Waits as long as something moves; what is left in the end, in words, or nothing. */
  String run() throws InterruptedException {
    long waiting = left();
    while (waiting > 0) {
      long before = waiting;
      if (!Waits.until(() -> left() < before, STANDSTILL_LIMIT)) {
        return waiting + " steps are not done, and nothing moves any more";
      }
      waiting = left();
    }
    return "";
  }

  /**
   * Steps not done yet. Asked along the way the messages take: when a place is found empty, those
   * before it were empty, so nothing can come any more. An order goes to Kafka, is paid, goes back
   * through Kafka, and is confirmed.
   */
  private long left() {
    long steps = orders.told().lag().outstanding();
    steps += behind(payers);
    steps += payments.ofOrders().lag().outstanding();
    steps += behind(confirmers);
    return steps + Math.max(0, orders.told().lag().committed() - orders.handled());
  }

  private static long behind(Group group) {
    try {
      return group.behind();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot ask Kafka how far a group is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    payers.close();
    confirmers.close();
  }
}
