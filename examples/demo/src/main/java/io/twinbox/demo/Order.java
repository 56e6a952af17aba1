package io.twinbox.demo;

/**
 * An order as a customer places it. Immutable.
 *
 * @param customer who orders; the ordering key of the message
 * @param article what
 * @param quantity how many
 * @param cents price of one, in cents
 * @param note what the customer wrote; letters and blanks only
 */
record Order(String customer, String article, int quantity, long cents, String note) {
  /** The event; {@code number} counts the customer's orders. */
  OrderPlaced placed(long number) {
    return new OrderPlaced(customer, number, article, quantity, cents, note);
  }
}
