package io.twinbox.benchmarks;

import java.util.UUID;

/**
 * The payload of a {@link Sample}, as a consumer decodes it.
 *
 * @param no its number within the round
 * @param orderId what was ordered
 * @param customer the key's number
 * @param amountCents in cents
 * @param note words that fill the payload
 */
record OrderPlaced(long no, UUID orderId, int customer, long amountCents, String note) {}
