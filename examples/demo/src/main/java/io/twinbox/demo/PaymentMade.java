package io.twinbox.demo;

import java.util.UUID;

/**
 * The event "an order has been paid". Immutable.
 *
 * @param orderId the message that told of the order
 * @param customer who paid; the ordering key
 * @param number which of the customer's orders
 * @param cents how much, in cents
 */
public record PaymentMade(UUID orderId, String customer, long number, long cents) {}
