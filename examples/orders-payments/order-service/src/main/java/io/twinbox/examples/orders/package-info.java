/**
 * The order service. {@link io.twinbox.examples.orders.Order} tells what happens to it; where that
 * goes is declared at {@link io.twinbox.examples.orders.OrderCreated} (Kafka) and {@link
 * io.twinbox.examples.orders.OrderPaid} (a webhook), and made by {@link
 * io.twinbox.examples.orders.Receipts} (a mail).
 */
@NullMarked
package io.twinbox.examples.orders;

import org.jspecify.annotations.NullMarked;
