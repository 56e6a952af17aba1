package io.twinbox.inbox;

import io.twinbox.engine.Outage;
import io.twinbox.engine.ProcessName;
import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database how this process stands, and hears whether the consumer is paused. Stepped by
 * one thread, read by all.
 */
final class OperatorLine {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorLine.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Parts parts;
  private final IntSupplier partitions;
  private final String node = ProcessName.unique();
  private volatile boolean paused;
  private long tellAt;

  OperatorLine(Parts parts, IntSupplier partitions) {
    this.parts = parts;
    this.partitions = partitions;
    this.tellAt = parts.clock().nanos();
  }

  /** Whether an operator has stopped the consumer, as of the last answer. */
  boolean paused() {
    return paused;
  }

  /** What fails here stops nothing: it is told again later. */
  void tellIfDue() {
    if (parts.clock().nanos() - tellAt < 0 || !parts.health().pause().isZero()) {
      return;
    }
    tellAt = parts.clock().nanos() + EVERY.toNanos();
    try {
      paused = parts.store().report(parts.consumer(), heartbeat()) == InboxOrder.PAUSE;
    } catch (RuntimeException e) {
      LOG.warn("Operators not told consumer:{} cause:{}", parts.consumer(), Failures.sentence(e));
    }
  }

  private InboxHeartbeat heartbeat() {
    Counters counters = parts.counters();
    Outage.Account account = parts.health().account();
    InboxState state = parts.health().state();
    String error = account.since() != null ? account.error() : null;
    if (error == null && state == InboxState.HANDLER_STUCK) {
      error = "a handler runs beyond its time limit";
    }
    return new InboxHeartbeat(
        node,
        state.name(),
        error,
        partitions.getAsInt(),
        counters.read.sum(),
        counters.handled.sum(),
        counters.duplicates.sum(),
        counters.parked.sum(),
        counters.dead.sum());
  }
}
