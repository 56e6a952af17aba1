package io.twinbox.examples.orders;

import io.twinbox.spring.OutboxMessage;
import java.util.UUID;

/** Goes to a partner's webhook, signed: the endpoint "partner" is in application.properties. */
@OutboxMessage(channel = "webhook", topic = "partner", key = "customer")
public record OrderPaid(UUID order, String customer, String item, long cents, UUID payment) {}
