package io.twinbox.inbox;

import io.twinbox.engine.Listeners;
import io.twinbox.engine.Outage;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is down, as all threads of one consumer have found. Thread-safe. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  /**
   * A source mends itself while it is polled, a step or two at a time: to wait would not spare it.
   */
  private static final Duration SOURCE_POLLS_AT_LEAST_EVERY = Duration.ofMillis(250);

  private final String consumer;
  private final InboxStore store;
  private final Listeners<InboxListener> listeners;
  private final Outage source;
  private final Outage database;
  private final Outage engine;
  private InboxState state = InboxState.STOPPED;
  private volatile Outage.@Nullable Account fatal;
  private volatile boolean abandoned;

  Health(
      String consumer,
      InboxStore store,
      Listeners<InboxListener> listeners,
      MonotonicClock clock,
      RandomGenerator random) {
    this.consumer = consumer;
    this.store = store;
    this.listeners = listeners;
    this.source = new Outage(clock, random, SOURCE_POLLS_AT_LEAST_EVERY);
    this.database = new Outage(clock, random);
    this.engine = new Outage(clock, random);
  }

  Outage source() {
    return source;
  }

  /**
   * Runs a step unless it is to wait for the database; what fails counts as trouble with that, and
   * is done again later.
   *
   * @return time to wait before the next step
   */
  Duration guard(Supplier<Duration> step) {
    Duration pause = pause();
    if (!pause.isZero()) {
      return pause;
    }
    try {
      return step.get();
    } catch (InnocentException e) {
      return failed(e.reason());
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  /** Time to wait before the database is asked again. */
  Duration pause() {
    Duration forDatabase = database.untilNextTry();
    Duration forEngine = engine.untilNextTry();
    return forDatabase.compareTo(forEngine) > 0 ? forDatabase : forEngine;
  }

  /** Something was done. */
  void worked() {
    database.ended();
    engine.ended();
  }

  /** Something could not be done, and is done again; gives the time to wait. */
  private Duration failed(Throwable error) {
    DatabaseFault fault = store.faultOf(error);
    String why = Failures.sentence(error);
    if (fault == DatabaseFault.NONE) {
      LOG.error("Inbox failed, tries again consumer:{}", consumer, error);
      engine.failed(why);
      become(InboxState.RESTARTING, why);
    } else {
      LOG.warn("Database trouble consumer:{} cause:{}", consumer, why);
      database.failed(why);
      if (fault == DatabaseFault.UNAVAILABLE) {
        become(InboxState.DATABASE_DOWN, why);
      }
    }
    return pause();
  }

  /** After this error the process cannot be trusted. */
  void halt(VirtualMachineError error) {
    fatal = new Outage.Account(error.toString(), Instant.now(), 1);
    become(InboxState.HALTED, error.toString());
  }

  /** The consumer is closed and does not wait any longer: what fails now is interrupted. */
  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }

  boolean halted() {
    return fatal != null;
  }

  Outage.Account account() {
    Outage.Account end = fatal;
    if (end != null) {
      return end;
    }
    for (Outage outage : List.of(database, engine, source)) {
      if (outage.present()) {
        return outage.account();
      }
    }
    return lastOf(lastOf(database.account(), engine.account()), source.account());
  }

  private static Outage.Account lastOf(Outage.Account a, Outage.Account b) {
    return a.error() == null ? b : a;
  }

  /** Says what the consumer is doing, as far as nothing is down. */
  void describe(InboxState otherwise, String reason) {
    if (fatal != null) {
      return;
    }
    if (database.present()) {
      become(InboxState.DATABASE_DOWN, String.valueOf(database.account().error()));
    } else if (engine.present()) {
      become(InboxState.RESTARTING, String.valueOf(engine.account().error()));
    } else if (source.present()) {
      become(InboxState.SOURCE_DOWN, String.valueOf(source.account().error()));
    } else {
      become(otherwise, reason);
    }
  }

  synchronized InboxState state() {
    return state;
  }

  void become(InboxState next, String reason) {
    InboxState before;
    synchronized (this) {
      before = state;
      state = next;
    }
    if (before != next) {
      LOG.info("Inbox is now {} consumer:{} reason:{}", next, consumer, reason);
      listeners.tell(listener -> listener.stateChanged(before, next, reason));
    }
  }
}
