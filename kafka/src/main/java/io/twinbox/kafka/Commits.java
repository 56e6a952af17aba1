package io.twinbox.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits offsets. A failure is never fatal: what is not committed is delivered again, and the
 * ledger knows it. For the polling thread only.
 */
final class Commits {
  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  /** What was last complained about; empty = commits succeed. */
  private String complaint = "";

  /** Sends offsets without waiting. */
  void later(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> next) {
    try {
      consumer.commitAsync(next, (offsets, failure) -> answered(failure));
    } catch (KafkaException e) {
      answered(e);
    }
  }

  /**
   * Sends offsets and waits.
   *
   * @param woken set if a wake-up came meanwhile: it was meant for a poll
   * @return whether they are committed
   */
  boolean now(
      Consumer<?, ?> consumer,
      Map<TopicPartition, OffsetAndMetadata> next,
      Duration longest,
      AtomicBoolean woken) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        consumer.commitSync(next, Duration.ofNanos(left));
        answered(null);
        return true;
      } catch (WakeupException e) {
        woken.set(true);
      } catch (KafkaException e) {
        answered(e);
        return false;
      }
    }
  }

  private void answered(@Nullable Exception failure) {
    if (failure == null) {
      if (!complaint.isEmpty()) {
        complaint = "";
        LOG.info("Offsets are committed again");
      }
      return;
    }
    if (passing(failure)) {
      LOG.debug("Offsets not committed, a later commit contains them cause:{}", failure.toString());
    } else if (!complaint.equals(failure.toString())) {
      complaint = failure.toString();
      LOG.warn("Offsets not committed, records will be delivered again cause:{}", complaint);
    }
  }

  /** A rebalance, a broker that is away: nothing an operator must look at here. */
  private static boolean passing(Exception failure) {
    return failure instanceof RetriableCommitFailedException
        || failure instanceof RetriableException
        || failure instanceof CommitFailedException
        || failure instanceof RebalanceInProgressException;
  }
}
