package io.twinbox.examples.orders;

import io.twinbox.spring.OutboxMessage;
import java.util.UUID;

/** Goes to Kafka, where the payment service hears of it; in order for each customer. */
@OutboxMessage(topic = "order-events", key = "customer")
public record OrderCreated(UUID order, String customer, long cents) {}
