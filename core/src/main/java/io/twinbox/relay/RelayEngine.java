package io.twinbox.relay;

import io.twinbox.engine.Outage;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.Purged;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.Takeover;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's decisions, one step at a time. Steps are made by one thread and never wait for the
 * destination; {@link #status} may be read by any.
 *
 * <p>Between takeover and loss of the journal everything known lives in a {@link Tenure}. On any
 * trouble with it, the tenure is dropped, the publisher reset, and the next takeover starts from
 * the journal.
 */
final class RelayEngine {
  private static final Logger LOG = LoggerFactory.getLogger(RelayEngine.class);
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);
  private static final Duration NOTHING_TO_DO = Duration.ofSeconds(1);

  private final Parts parts;
  private final LeaseKeeper keeper;
  private final DestinationWatch destination;
  private final Outage database;
  private final Outage engine;
  private final Delivered delivered = new Delivered();
  private @Nullable Tenure tenure;
  private boolean publisherUsed;
  private boolean wrappedUp;
  private volatile boolean stopping;
  private long epoch;
  private long purgeAt;
  private @Nullable CompletableFuture<Void> purge;
  private RelayState state = RelayState.STOPPED;
  private @Nullable String lastError;
  private volatile RelayStatus status;

  RelayEngine(Parts parts, LeaseKeeper keeper) {
    this.parts = parts;
    this.keeper = keeper;
    this.destination = new DestinationWatch(parts);
    this.database = new Outage(parts.clock(), parts.random());
    this.engine = new Outage(parts.clock(), parts.random());
    this.purgeAt = parts.clock().nanos() + PURGE_EVERY.toNanos();
    this.status = snapshot();
  }

  /** Does the next thing; returns how long to wait before the next step, unless woken. */
  Duration step() {
    keeper.engineSeen();
    try {
      return state == RelayState.HALTED ? NOTHING_TO_DO : advance();
    } catch (StorageRollbackException e) {
      return halt(e);
    } catch (OwnershipLostException e) {
      LOG.warn("Journal lost relay:{} cause:{}", parts.id().name(), e.getMessage());
      forget();
      keeper.giveWay();
      become(RelayState.STANDBY, reason(e));
      return Duration.ofMillis(10);
    } catch (StoreException e) {
      LOG.warn("Database trouble relay:{} cause:{}", parts.id().name(), e.getMessage());
      database.failed(reason(e));
      become(RelayState.DATABASE_DOWN, reason(e));
      return database.untilNextTry();
    } catch (RuntimeException | Error e) {
      return unexpected(e);
    } finally {
      status = snapshot();
    }
  }

  /** From now on nothing new is started; what is in flight is settled and the lease given back. */
  void stop() {
    stopping = true;
  }

  /** Whether a stopping engine has nothing left to do. */
  boolean stopped() {
    Tenure current = tenure;
    return stopping && (current == null || current.atRest());
  }

  /** Confirms what has been acknowledged and releases the lease. After the last step. */
  void leave() {
    Tenure current = tenure;
    tenure = null;
    try {
      if (current != null) {
        wrapUp();
        current.finish();
      }
    } catch (RuntimeException e) {
      LOG.warn("Last batches not confirmed relay:{}", parts.id().name(), e);
    }
    release();
    become(RelayState.STOPPED, "stopped");
    status = snapshot();
  }

  /** Gives the lease back, and nothing else. */
  void release() {
    try {
      keeper.release();
    } catch (RuntimeException e) {
      LOG.warn("Lease not released relay:{}", parts.id().name(), e);
    }
  }

  RelayStatus status() {
    return status;
  }

  /** What the database is told with the next renewal of the lease. */
  Heartbeat heartbeat() {
    return outage().heartbeat();
  }

  private Outage outage() {
    if (database.present()) {
      return database;
    }
    return engine.present() ? engine : destination.outage();
  }

  private Duration advance() {
    keeper.renewIfDue(heartbeat());
    Outage ours = database.present() ? database : engine;
    if (ours.present() && !ours.untilNextTry().isZero()) {
      return ours.untilNextTry();
    }
    Tenure current = tenure;
    if (current != null && !keeper.held()) {
      forget();
      keeper.giveWay();
      become(RelayState.STANDBY, "lease lost");
      return Duration.ZERO;
    }
    return current == null ? gain() : work(current);
  }

  /** Without a tenure: waits for the destination, for the lease, and takes over. */
  private Duration gain() {
    if (stopping) {
      return NOTHING_TO_DO;
    }
    Outage outage = destination.outage();
    if (outage.present() && !destination.answers()) {
      become(RelayState.DESTINATION_DOWN, String.valueOf(outage.account().error()));
      return min(outage.untilNextTry(), parts.options().pollInterval());
    }
    resetPublisher();
    if (!keeper.untilAcquire().isZero()) {
      return keeper.untilAcquire();
    }
    Lease lease = keeper.acquire();
    if (lease == null) {
      become(RelayState.STANDBY, "another node holds the lease");
      database.ended();
      engine.ended();
      return keeper.untilAcquire();
    }
    requireRetention();
    Takeover takeover = parts.store().takeOver(parts.id(), lease);
    epoch = lease.epoch();
    tenure = new Tenure(parts, takeover, delivered, keeper.pausedTopics());
    keeper.renewIfDue(heartbeat());
    database.ended();
    LOG.info(
        "Took over relay:{} epoch:{} batches-to-publish-again:{}",
        parts.id().name(),
        epoch,
        takeover.unconfirmed().size());
    describe(false, outage);
    return Duration.ZERO;
  }

  private Duration work(Tenure current) {
    Outage outage = destination.outage();
    if (stopping) {
      wrapUp();
    }
    try {
      boolean stalled = destination.stalled(current.progressMark());
      int most = mostFlights(stalled, outage.present());
      publisherUsed = true;
      int before = current.flightCount();
      Duration wait = current.step(most);
      database.ended();
      engine.ended();
      if (outage.present() && current.flightCount() < Math.max(before, 1)) {
        LOG.info("Destination is back relay:{}", parts.id().name());
        outage.ended();
        keeper.renewSoon();
      }
      describe(stalled, outage);
      if (keeper.toHandOver() && current.atRest()) {
        return handOver(current);
      }
      purgeIfDue();
      return stopping && current.atRest() ? NOTHING_TO_DO : wait;
    } catch (LostException e) {
      LOG.warn("Publisher lost its way relay:{} cause:{}", parts.id().name(), e.getMessage());
      forget();
      destination.lost(e);
      keeper.renewSoon();
      become(RelayState.DESTINATION_DOWN, reason(e));
      return min(outage.untilNextTry(), parts.options().pollInterval());
    } catch (StoreException e) {
      if (!current.sound()) {
        forget();
      }
      throw e;
    }
  }

  /** What was handed over and not begun is answered now: the rest of its batch can be confirmed. */
  private void wrapUp() {
    if (publisherUsed && !wrappedUp) {
      wrappedUp = true;
      parts.publisher().wrapUp();
    }
  }

  private int mostFlights(boolean stalled, boolean outage) {
    if (stopping || stalled || keeper.paused() || keeper.toHandOver()) {
      return 0;
    }
    // After trouble one batch goes first, to see whether it gets through.
    return outage ? 1 : parts.options().pipeline();
  }

  /** Nothing is in flight and everything is confirmed: the next owner publishes nothing again. */
  private Duration handOver(Tenure current) {
    current.finish();
    tenure = null;
    keeper.handOver();
    become(RelayState.STANDBY, "handed over, as an operator wished");
    return Duration.ZERO;
  }

  private void describe(boolean stalled, Outage outage) {
    if (stalled || outage.present()) {
      if (state != RelayState.DESTINATION_DOWN) {
        keeper.renewSoon();
      }
      become(RelayState.DESTINATION_DOWN, String.valueOf(outage.account().error()));
    } else if (keeper.paused()) {
      become(RelayState.PAUSED, "paused by an operator");
    } else {
      become(RelayState.RUNNING, "owns the relay, epoch " + epoch);
    }
  }

  private void requireRetention() {
    Duration expected = parts.options().retention();
    if (expected == null) {
      return;
    }
    Duration found = parts.store().retention();
    if (!expected.equals(found)) {
      throw new StorageRollbackException(
          "relay "
              + parts.id().name()
              + " expects a retention of "
              + expected
              + ", the database was set up with "
              + found
              + ": change the option, or run twinbox schema install --retention");
    }
  }

  private void purgeIfDue() {
    long now = parts.clock().nanos();
    if (now < purgeAt || (purge != null && !purge.isDone())) {
      return;
    }
    purgeAt = now + PURGE_EVERY.toNanos();
    purge = CompletableFuture.runAsync(this::purge, parts.aside());
  }

  private void purge() {
    try {
      Purged purged = parts.store().purge(parts.id());
      if (purged.slots() > 0) {
        LOG.info("Purged relay:{} {}", parts.id().name(), purged);
      }
      parts.listeners().tell(listener -> listener.purged(purged));
    } catch (RuntimeException e) {
      LOG.warn("Purge failed relay:{}", parts.id().name(), e);
    }
  }

  /** Drops the tenure, whatever happens: this is how every fault is left behind. */
  private void forget() {
    Tenure dropped = tenure;
    tenure = null;
    try {
      resetPublisher();
    } catch (RuntimeException | Error e) {
      LOG.error("Publisher could not be reset, tried again later relay:{}", parts.id().name(), e);
    }
    if (dropped != null) {
      dropped.remember();
    }
  }

  /** Nothing of a former tenure may overtake what the next one sends. */
  private void resetPublisher() {
    if (publisherUsed) {
      parts.publisher().reset();
      publisherUsed = false;
    }
  }

  private Duration halt(StorageRollbackException e) {
    LOG.error("Relay halted relay:{} cause:{}", parts.id().name(), e.getMessage());
    forget();
    database.failed(reason(e));
    become(RelayState.HALTED, reason(e));
    // A node that is set up otherwise may be able to work; if not, it halts with the same reason.
    tell();
    release();
    return NOTHING_TO_DO;
  }

  /** Tells the database at once how things stand. */
  private void tell() {
    try {
      keeper.renewSoon();
      keeper.renewIfDue(heartbeat());
    } catch (RuntimeException e) {
      LOG.warn("Database not told relay:{}", parts.id().name(), e);
    }
  }

  /** A fault of ours or of an adapter: starts from the journal, ever more slowly. */
  private Duration unexpected(Throwable e) {
    LOG.error("Relay failed, starts again from the journal relay:{}", parts.id().name(), e);
    engine.failed(e.toString());
    forget();
    keeper.renewSoon();
    become(RelayState.RESTARTING, e.toString());
    return engine.untilNextTry();
  }

  private void become(RelayState next, String why) {
    RelayState before = state;
    if (before == next) {
      return;
    }
    state = next;
    LOG.info("Relay is now {} relay:{} reason:{}", next, parts.id().name(), why);
    parts.listeners().tell(listener -> listener.stateChanged(before, next, why));
  }

  private RelayStatus snapshot() {
    Tenure current = tenure;
    Outage.Account account = outage().account();
    if (account.since() != null) {
      lastError = account.error();
    }
    return new RelayStatus(
        parts.id().name(),
        parts.id().channel(),
        state,
        epoch,
        current == null ? 0 : current.lastNo(),
        current == null ? 0 : current.confirmed(),
        current == null ? 0 : current.flightCount(),
        current == null ? 0 : current.lanesBlocked(),
        parts.counters().published(),
        parts.counters().parked(),
        parts.counters().dead(),
        lastError,
        account.since(),
        account.tries());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
