package io.twinbox.examples.orders;

import java.util.UUID;

/** What the payment service tells: of its message, the part that this service needs. */
public record PaymentCompleted(UUID payment, UUID order) {}
