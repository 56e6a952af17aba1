package io.twinbox.relay;

import io.twinbox.engine.Listeners;
import io.twinbox.engine.Signal;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.RelayId;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the engine is made of.
 *
 * @param ahead runs the read that looks ahead while a batch is claimed
 * @param aside runs probes and purges, which may take seconds
 */
record Parts(
    RelayId id,
    OutboxStore store,
    MessagePublisher publisher,
    RelayOptions options,
    MonotonicClock clock,
    RandomGenerator random,
    Listeners<RelayListener> listeners,
    Counters counters,
    Signal signal,
    Executor ahead,
    Executor aside) {

  /** A channel with little to say looks through this much of the log at once. */
  private static final long SPAN = 100_000;

  ReadLimits limits() {
    return new ReadLimits(options.batchSize(), options.batchBytes(), SPAN);
  }
}
