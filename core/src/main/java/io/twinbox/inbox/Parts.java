package io.twinbox.inbox;

import io.twinbox.engine.Listeners;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.MonotonicClock;
import io.twinbox.spi.Transactions;
import java.util.random.RandomGenerator;

/** What all parts of one consumer work with. */
record Parts(
    String consumer,
    InboxStore store,
    Transactions transactions,
    InboxOptions options,
    Handlers handlers,
    HandlerCalls calls,
    HandlerWatch watch,
    Verdicts verdicts,
    DeadLetters deadLetters,
    Listeners<InboxListener> listeners,
    Counters counters,
    Health health,
    MonotonicClock clock,
    RandomGenerator random) {}
