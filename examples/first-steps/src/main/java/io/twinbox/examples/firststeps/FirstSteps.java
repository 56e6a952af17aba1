package io.twinbox.examples.firststeps;

import io.twinbox.Topic;
import io.twinbox.json.JsonCodec;
import io.twinbox.testing.InMemoryTransaction;
import java.time.Duration;
import java.util.List;

/**
 * The whole way of a message, one step at a time: an order is placed in the shop, and paid in the
 * payment service. Databases and topic are in memory, and the clock is turned by hand; with
 * PostgreSQL and Kafka the steps are the same.
 */
public final class FirstSteps {
  private static final Topic<OrderPlaced> ORDERS =
      Topic.of(OrderPlaced.class)
          .named("orders")
          .codec(JsonCodec.of(OrderPlaced.class))
          .keyedBy(OrderPlaced::customer);

  private FirstSteps() {}

  /** Prints each step and what has become of each message by then. */
  public static void main(String[] arguments) {
    tell(new OneProcess()).forEach(System.out::println);
  }

  /** The story; returns what it has to say, a line for each step. */
  static List<String> tell(OneProcess process) {
    // The order and its message are one transaction: both, or neither.
    place(process, new OrderPlaced("ada", "kettle"));
    process.note("ada has ordered");
    process.publish();
    process.note("the relay has published it");
    process.consume();
    process.note("the payment service has paid it");

    // A payment that fails is set aside, and tried again later.
    process.closeBank();
    place(process, new OrderPlaced("bob", "teapot"));
    process.publish();
    process.consume();
    process.note("bob has ordered, but the bank is closed");
    process.openBank();
    process.pass(Duration.ofSeconds(2));
    process.consume();
    process.note("the bank is open again");

    // Copies come, as after a crash. Their ids are known: nothing is paid twice.
    process.publishAgain();
    process.consume();
    process.note("both have come a second time");
    return process.notes();
  }

  private static void place(OneProcess process, OrderPlaced order) {
    try (InMemoryTransaction tx = process.shop().begin()) {
      tx.append(ORDERS.message(order)); // beside the INSERT of the order itself
      tx.commit();
    }
  }
}
