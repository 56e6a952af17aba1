package io.twinbox.examples.payments;

import java.util.UUID;

/** What the order service tells. */
public record OrderCreated(UUID order, String customer, long cents) {}
