package io.twinbox.demo;

import java.time.Duration;

/**
 * A fault that struck, and what came of it. Immutable.
 *
 * @param fault what happened
 * @param evidence how far it really bit, in words
 * @param landed whether it was a kill that landed where it hurts: of a relay mid-batch, see {@link
 *     KillEvidence}; of a consumer in a handler's transaction, see {@link HandlerKillEvidence}
 * @param recovery from the instant it struck (for Kafka: was back) until work flowed again
 */
public record Blow(Fault fault, String evidence, boolean landed, Duration recovery) {}
