package io.twinbox.demo;

/**
 * The event "a customer has placed an order". Immutable.
 *
 * @param customer who ordered; the ordering key
 * @param number counts the customer's orders, from 1
 * @param article what
 * @param quantity how many
 * @param cents price of one, in cents
 * @param note what the customer wrote
 */
public record OrderPlaced(
    String customer, long number, String article, int quantity, long cents, String note) {
  /** What is to be paid, in cents. */
  long total() {
    return quantity * cents;
  }
}
