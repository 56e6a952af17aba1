package io.twinbox.demo;

import java.time.Duration;

/**
 * A fault that struck, and what came of it. Immutable.
 *
 * @param fault what happened
 * @param evidence how far it really bit, in words
 * @param midBatch whether it was a kill that landed mid-batch, see {@link KillEvidence}
 * @param recovery from the instant it struck (for Kafka: was back) until the first message was
 *     visible that had been committed since that instant
 */
public record Blow(Fault fault, String evidence, boolean midBatch, Duration recovery) {}
