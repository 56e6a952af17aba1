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
  private volatile boolean halted;
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
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      failed(e);
      throw e;
    } catch (Throwable e) { // checked ones too, which some languages need not declare
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
    String why = Failures.sentence(error);
    if (abandoned) {
      LOG.info("Given up, as the consumer is closed consumer:{} cause:{}", consumer, why);
      return Duration.ZERO;
    }
    DatabaseFault fault = store.faultOf(error);
    if (fault == DatabaseFault.NONE) {
      engine.failed(why);
      become(InboxState.RESTARTING, why);
      LOG.error("Inbox failed, tries again consumer:{}", consumer, error);
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
  void halt(Throwable error) {
    halted = true; // before all that takes memory: there may be none
    if (fatal == null) {
      String why = Failures.sentence(error);
      fatal = new Outage.Account(why, Instant.now(), 1);
      become(InboxState.HALTED, why);
    }
  }

  /** The consumer is closed and does not wait any longer: what fails now is interrupted. */
  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }

  boolean halted() {
    return halted;
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
    return halted ? InboxState.HALTED : state;
  }

  /** Does nothing once the consumer has halted, except to say so. */
  void become(InboxState next, String reason) {
    InboxState before;
    synchronized (this) {
      if (halted && next != InboxState.HALTED) {
        return;
      }
      before = state;
      state = next;
    }
    if (before != next) {
      LOG.info("Inbox is now {} consumer:{} reason:{}", next, consumer, reason);
      listeners.tell(listener -> listener.stateChanged(before, next, reason));
    }
  }
}
