package io.twinbox.demo;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
  /** The event "order placed" as JSON; {@code number} counts the customer's orders. */
  byte[] placed(long number) {
    String json =
        String.format(
            Locale.ROOT,
            """
            {"customer":"%s","number":%d,"article":"%s","quantity":%d,"cents":%d,"note":"%s"}""",
            customer,
            number,
            article,
            quantity,
            cents,
            note);
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
