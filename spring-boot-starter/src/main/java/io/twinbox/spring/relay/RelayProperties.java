package io.twinbox.spring.relay;

import io.twinbox.AfterDeath;
import io.twinbox.RetryPolicy;
import io.twinbox.relay.Ownership;
import io.twinbox.relay.RelayOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The relay.
 *
 * @param enabled Whether this application relays; off where it only appends.
 * @param name Unique in the database, and the same on every node; spring.application.name if not
 *     set.
 * @param ownership Exclusive by lease on any number of nodes, or single.
 * @param pollInterval Longest pause between two looks at an idle log; 100ms if not set.
 * @param batchSize Most entries of a batch; 5000 if not set.
 * @param batchBytes Payloads of a batch stop at this sum; 4MB if not set.
 * @param pipeline Batches in flight at once; 3 if not set.
 * @param leaseTimeToLive Silence after which another node takes over; 10s if not set.
 * @param stallAfter Without an answer for this long the destination counts as down; 3s if not set.
 * @param closeTimeout How long a stop waits for what is in flight; 10s if not set.
 * @param source The application as the source of its messages (CloudEvents ce_source).
 * @param listen Whether to wake up by NOTIFY, for appends of other processes that announce them.
 * @param retry When failing lanes are tried again.
 */
@ConfigurationProperties("twinbox.relay")
record RelayProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String name,
    @Nullable Ownership ownership,
    @Nullable Duration pollInterval,
    @Nullable Integer batchSize,
    @Nullable DataSize batchBytes,
    @Nullable Integer pipeline,
    @Nullable Duration leaseTimeToLive,
    @Nullable Duration stallAfter,
    @Nullable Duration closeTimeout,
    @Nullable URI source,
    boolean listen,
    @DefaultValue Retry retry) {

  RelayOptions options() {
    RelayOptions by = RelayOptions.DEFAULT;
    return new RelayOptions(
        pollInterval == null ? by.pollInterval() : pollInterval,
        batchSize == null ? by.batchSize() : batchSize,
        batchBytes == null ? by.batchBytes() : batchBytes.toBytes(),
        pipeline == null ? by.pipeline() : pipeline,
        ownership == null ? by.ownership() : ownership,
        leaseTimeToLive == null ? by.leaseTimeToLive() : leaseTimeToLive,
        stallAfter == null ? by.stallAfter() : stallAfter,
        retry.policy(),
        null);
  }

  /**
   * When failing lanes are tried again.
   *
   * @param maxAttempts Attempts of an entry before it becomes a dead letter; 10 if not set.
   * @param firstBackoff Wait after the first failed attempt; 500ms if not set.
   * @param maxBackoff Longest wait; 1m if not set.
   * @param afterDeath Whether a lane goes on behind a dead letter; skip if not set.
   */
  record Retry(
      @Nullable Integer maxAttempts,
      @Nullable Duration firstBackoff,
      @Nullable Duration maxBackoff,
      @Nullable AfterDeath afterDeath) {

    RetryPolicy policy() {
      RetryPolicy by = RetryPolicy.DEFAULT;
      return new RetryPolicy(
          maxAttempts == null ? by.maxAttempts() : maxAttempts,
          firstBackoff == null ? by.firstBackoff() : firstBackoff,
          maxBackoff == null ? by.maxBackoff() : maxBackoff,
          by.multiplier(),
          by.jitter(),
          afterDeath == null ? by.afterDeath() : afterDeath);
    }
  }
}
