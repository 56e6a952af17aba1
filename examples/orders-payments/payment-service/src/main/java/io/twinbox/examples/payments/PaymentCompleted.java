package io.twinbox.examples.payments;

import io.twinbox.spring.OutboxMessage;
import java.util.UUID;

/** Goes to Kafka, where the order service hears of it; in order for each customer. */
@OutboxMessage(topic = "payment-events", key = "customer")
public record PaymentCompleted(UUID payment, UUID order, String customer, long cents) {}
