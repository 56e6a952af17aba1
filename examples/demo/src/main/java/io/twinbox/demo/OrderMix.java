package io.twinbox.demo;

import io.twinbox.demo.OrderTransaction.Ending;
import io.twinbox.demo.OrderTransaction.Fate;
import io.twinbox.demo.OrderTransaction.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Decides what one writer does: an endless sequence of transactions, the same for the same seed and
 * writer. The mix is unkind on purpose. Roll-backs leave gaps, held transactions commit late,
 * savepoints undo parts, early transaction ids and late appends are out of step. Not thread-safe.
 */
final class OrderMix {
  private static final int CUSTOMERS = 400;
  private static final int MOST_STEPS = 3;
  private static final int MOST_ORDERS = 3;
  private static final double ROLLED_BACK = 0.10;
  private static final double UNDONE = 0.10;
  private static final double RELEASED = 0.10;
  private static final double ASYNCHRONOUS = 0.30;
  private static final double EARLY_XID = 0.50;
  private static final double HELD_FOR_MILLIS = 0.02;
  private static final double HELD_FOR_SECONDS = 0.002;

  private static final List<String> ARTICLES =
      List.of("kettle", "lamp", "chair", "bicycle", "teapot", "ladder", "violin", "anchor");
  private static final List<String> WORDS =
      List.of(
          "please",
          "leave",
          "parcel",
          "with",
          "neighbour",
          "behind",
          "garden",
          "gate",
          "ring",
          "twice",
          "before",
          "noon",
          "gift",
          "wrap",
          "blue",
          "paper",
          "thank",
          "you",
          "careful",
          "fragile",
          "second",
          "floor",
          "door",
          "left",
          "call",
          "ahead",
          "invoice",
          "separately");

  private final SplittableRandom random;

  OrderMix(long seed, int writer) {
    random = new SplittableRandom(seed * 1_000_003 + writer);
  }

  /** All customers there are. */
  static List<String> everybody() {
    return IntStream.range(0, CUSTOMERS).mapToObj(OrderMix::customer).toList();
  }

  private static String customer(int number) {
    return String.format(Locale.ROOT, "customer-%03d", number);
  }

  OrderTransaction next() {
    List<String> customers = customers();
    List<Step> steps = new ArrayList<>();
    while (!customers.isEmpty()) {
      int orders = Math.min(customers.size(), 1 + random.nextInt(MOST_ORDERS));
      List<String> some = customers.subList(0, orders);
      steps.add(new Step(some.stream().map(this::order).toList(), fate()));
      some.clear();
    }
    return new OrderTransaction(
        steps,
        chance(ROLLED_BACK) ? Ending.ROLL_BACK : Ending.COMMIT,
        hold(),
        chance(EARLY_XID),
        chance(ASYNCHRONOUS));
  }

  /** Ascending, so that two transactions never wait for each other's customers in a circle. */
  private List<String> customers() {
    int most = chance(0.5) ? 1 : MOST_STEPS * MOST_ORDERS;
    List<String> customers = new ArrayList<>();
    for (int n = 1 + random.nextInt(most); n > 0; n--) {
      customers.add(customer(random.nextInt(CUSTOMERS)));
    }
    customers.sort(null);
    return customers;
  }

  private Order order(String customer) {
    StringBuilder note = new StringBuilder(pick(WORDS));
    for (int words = random.nextInt(60); words > 0; words--) {
      note.append(' ').append(pick(WORDS));
    }
    return new Order(
        customer,
        pick(ARTICLES),
        1 + random.nextInt(9),
        random.nextLong(99, 99_999),
        note.toString());
  }

  private Fate fate() {
    double lot = random.nextDouble();
    if (lot < UNDONE) {
      return Fate.UNDONE;
    }
    return lot < UNDONE + RELEASED ? Fate.RELEASED : Fate.PLAIN;
  }

  private Duration hold() {
    double lot = random.nextDouble();
    if (lot < HELD_FOR_SECONDS) {
      return Duration.ofMillis(random.nextLong(1_000, 3_000));
    }
    return lot < HELD_FOR_SECONDS + HELD_FOR_MILLIS
        ? Duration.ofMillis(random.nextLong(20, 200))
        : Duration.ZERO;
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
