package io.twinbox.benchmarks;

import java.time.Duration;

/**
 * What the channel {@code webhook} is measured at.
 *
 * @param messages of a round
 * @param concurrency requests at once
 * @param latency of the receiver
 */
record WebhookPlan(int messages, int concurrency, Duration latency, int rounds) {
  WebhookPlan {
    if (messages < 1 || concurrency < 1 || concurrency > 1_024 || rounds < 1) {
      throw new IllegalArgumentException(
          "messages and rounds must be 1 or more, concurrency 1 to 1,024");
    }
    if (latency.isNegative() || latency.isZero()) {
      throw new IllegalArgumentException("latency must be 1 ms or more");
    }
  }

  /** What nobody can exceed: so many requests at once, each taking so long. */
  double mostPerSecond() {
    return concurrency / (latency.toNanos() / 1e9);
  }
}
