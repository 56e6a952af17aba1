package io.twinbox.testing;

import io.twinbox.EntryState;
import io.twinbox.spi.Batch;
import io.twinbox.spi.Entry;
import io.twinbox.spi.Heartbeat;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lane;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OutboxStore;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.ParkedEntry;
import io.twinbox.spi.Purged;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.Renewal;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import io.twinbox.spi.Written;
import io.twinbox.testing.MemoryLog.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An outbox in memory, read, claimed and parked exactly as the one in PostgreSQL: transactions with
 * ids that end in any order, snapshots, a sequence, a journal, a lease, lanes. For tests of relays,
 * listeners and publishers; also shared by several relays, and seen from several threads.
 *
 * <p>Differs from a database in that nothing outlives the process, that the audit is missing, and
 * that {@link #write} refuses some nonsense a database would take. Thread-safe: one lock guards
 * everything, faults and their actions run outside it.
 */
public final class InMemoryOutboxStore implements OutboxStore {
  /** How long settled entries stay unless {@link #retain} says otherwise. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /** A copy of everything that had committed when {@link #backup} was called. */
  public static final class Backup {
    private final MemoryDatabase database;

    private Backup(MemoryDatabase database) {
      this.database = database;
    }
  }

  private final Object lock = new Object();
  private final InstantSource clock;
  private final MemoryReader reader;
  private final StoreFaults faults = new StoreFaults();
  private final List<Runnable> commitListeners = new CopyOnWriteArrayList<>();
  private MemoryDatabase database = new MemoryDatabase();

  private Duration retention = DEFAULT_RETENTION;

  /** An empty outbox that goes by the wall clock. */
  public InMemoryOutboxStore() {
    this(InstantSource.system());
  }

  /**
   * An empty outbox.
   *
   * @param clock the database's clock: leases, backoff and retention go by it
   */
  public InMemoryOutboxStore(InstantSource clock) {
    this(clock, ReadingRule.SNAPSHOT_DIFFERENCE);
  }

  InMemoryOutboxStore(InstantSource clock, ReadingRule rule) {
    this.clock = clock;
    this.reader = new MemoryReader(rule);
  }

  // The application's side ---------------------------------------------------------------------

  /** Begins a transaction; several may be open. */
  public InMemoryTransaction begin() {
    synchronized (lock) {
      return new InMemoryTransaction(this, database.log());
    }
  }

  /** Runs {@code listener} after every commit, in the thread that commits. */
  public void onCommit(Runnable listener) {
    commitListeners.add(listener);
  }

  // The port -----------------------------------------------------------------------------------

  @Override
  public Optional<Lease> acquire(RelayId relay, String owner, Duration timeToLive) {
    return call(
        StoreCall.ACQUIRE,
        () -> {
          database.log().passXid();
          return lease(relay).acquire(owner, now(), now().plus(timeToLive));
        });
  }

  @Override
  public Lease seize(RelayId relay, String owner, Duration timeToLive) {
    return call(
        StoreCall.SEIZE,
        () -> {
          database.log().passXid();
          return lease(relay).seize(owner, now().plus(timeToLive));
        });
  }

  @Override
  public Renewal renew(RelayId relay, Lease lease, Duration timeToLive, Heartbeat heartbeat) {
    return call(
        StoreCall.RENEW,
        () -> {
          database.log().passXid();
          return lease(relay).renew(lease, now().plus(timeToLive), heartbeat);
        });
  }

  @Override
  public Set<String> pausedTopics(RelayId relay) {
    return look(() -> lease(relay).pausedTopics());
  }

  @Override
  public void release(RelayId relay, Lease lease) {
    call(
        StoreCall.RELEASE,
        () -> {
          database.log().passXid();
          lease(relay).release(lease);
          return true;
        });
  }

  @Override
  public Takeover takeOver(RelayId relay, Lease lease) {
    return call(
        StoreCall.TAKE_OVER,
        () -> {
          MemoryJournal journal = journal(relay);
          JournalHead head =
              journal.takeOver(lease, database.install(), database.log().snapshot(), now());
          database.began(relay, head.run());
          database.log().passXid();
          return new Takeover(
              head,
              journal.position(),
              journal.confirmed(),
              journal.unconfirmed(),
              lanes(relay).waiting());
        });
  }

  @Override
  public Reading read(
      RelayId relay, JournalHead head, Window after, long committedHigh, ReadLimits limits) {
    return callInRun(
        StoreCall.READ,
        relay,
        head,
        () -> reader.read(database.log(), relay.channel(), after, committedHigh, limits));
  }

  /** What a restore brings back may have lost what the owner knows: only its journal can tell. */
  private void requireSameRun(RelayId relay, JournalHead head) {
    if (!database.isRun(relay, head.run())) {
      throw new OwnershipLostException("the database was restored or taken over by another owner");
    }
  }

  @Override
  public List<ParkedEntry> reread(RelayId relay, JournalHead head, Batch batch) {
    return callInRun(StoreCall.REREAD, relay, head, () -> held(relay, batch));
  }

  private List<ParkedEntry> held(RelayId relay, Batch batch) {
    return batch.kind() == RowKind.RETRY
        ? lanes(relay).stillParked(batch.retried())
        : reader.reread(database.log(), relay.channel(), batch.window());
  }

  @Override
  public List<ParkedEntry> readDue(
      RelayId relay, JournalHead head, Collection<Lane> except, ReadLimits limits) {
    return callInRun(
        StoreCall.READ_DUE, relay, head, () -> lanes(relay).due(Set.copyOf(except), limits, now()));
  }

  @Override
  public Written write(RelayId relay, JournalHead head, JournalRow row, Settlement settlement) {
    return call(
        StoreCall.WRITE,
        () -> {
          requireSameRun(relay, head);
          MemoryJournal journal = journal(relay);
          journal.requireHead(head);
          journal.requirePlausible(head, row);
          Map<Lane, Integer> waiting = lanes(relay).settle(settlement, this::find, now());
          database.log().passXid();
          return new Written(journal.append(head, row, now()), waiting);
        });
  }

  @Override
  public Duration retention() {
    return call(StoreCall.RETENTION, () -> retention);
  }

  @Override
  public Purged purge(RelayId relay) {
    return call(StoreCall.PURGE, () -> database.purge(relay, retention, now()));
  }

  /** Does nothing: there is nothing to release, and other relays may share this store. */
  @Override
  public void close() {}

  // What a test sees ---------------------------------------------------------------------------

  /** The rows of the journal, by number. */
  public List<WrittenRow> rows(RelayId relay) {
    return look(() -> journal(relay).rows());
  }

  /** What a batch holds, whoever asks; of a retry what is still parked. */
  public List<ParkedEntry> contents(RelayId relay, Batch batch) {
    return look(() -> held(relay, batch));
  }

  /** Where an entry stands; empty if there is no such entry (any more), or it has not committed. */
  public Optional<EntryState> state(RelayId relay, long seq) {
    return look(() -> Optional.ofNullable(committed(seq)).map(it -> database.state(relay, it)));
  }

  /** Where every committed entry of the relay's channel stands, by seq. */
  public NavigableMap<Long, EntryState> states(RelayId relay) {
    return look(
        () -> {
          NavigableMap<Long, EntryState> states = new TreeMap<>();
          for (Stored stored : database.log().all()) {
            if (!database.log().isRunning(stored.xid())
                && stored.entry().channel().equals(relay.channel())) {
              states.put(stored.seq(), database.state(relay, stored));
            }
          }
          return states;
        });
  }

  /** Everything that was set aside and not purged, by lane and seq. */
  public List<LaneEntry> setAside(RelayId relay) {
    return look(() -> lanes(relay).all());
  }

  /** The lease as it stands, expired or not; empty if it was released or never taken. */
  public Optional<Lease> leaseOf(RelayId relay) {
    return look(() -> lease(relay).current());
  }

  /** What the owner told with its last renewal. */
  public Heartbeat heartbeatOf(RelayId relay) {
    return look(() -> lease(relay).heartbeat());
  }

  // What an operator or an accident does -------------------------------------------------------

  /** The operator pauses the relay. */
  public void pause(RelayId relay) {
    synchronized (lock) {
      lease(relay).pause(true);
    }
  }

  /** The operator lets the relay go on. */
  public void resume(RelayId relay) {
    synchronized (lock) {
      lease(relay).pause(false);
    }
  }

  /** The operator wants another node to own the relay. */
  public void handOver(RelayId relay) {
    synchronized (lock) {
      lease(relay).handOver();
    }
  }

  /** The operator stops these topics and no others; what lined up of the others is due at once. */
  public void pauseTopics(RelayId relay, Set<String> topics) {
    synchronized (lock) {
      lease(relay).pauseTopics(topics);
      lanes(relay).resume(topics, now());
    }
  }

  /** The operator puts a dead letter back; false if the entry is not dead. */
  public boolean retry(RelayId relay, long seq) {
    return look(() -> lanes(relay).retry(seq, now()));
  }

  /** The operator drops a dead letter for good; false if the entry is not dead. */
  public boolean discard(RelayId relay, long seq) {
    return look(() -> lanes(relay).discard(seq, now()));
  }

  /** The lease runs out now, whatever the clock says. */
  public void expireLease(RelayId relay) {
    synchronized (lock) {
      lease(relay).expire();
    }
  }

  /** How long settled entries stay from now on. */
  public void retain(Duration time) {
    synchronized (lock) {
      retention = time;
    }
  }

  /** The failures to come. */
  public StoreFaults faults() {
    return faults;
  }

  /** A physical copy of what has committed. */
  public Backup backup() {
    return look(() -> new Backup(database.copy()));
  }

  /**
   * Goes back to an older physical copy, or over to a standby that missed the latest commits: the
   * journal that comes back agrees with its log. Open transactions are gone.
   */
  public void restore(Backup backup) {
    synchronized (lock) {
      database = backup.database.copy();
    }
  }

  /**
   * Goes back to a copy by way of an export and import: the rows are there, but this is another
   * database, whose transaction ids mean nothing to the journal.
   */
  public void restoreElsewhere(Backup backup) {
    synchronized (lock) {
      database = backup.database.copyElsewhere();
    }
  }

  // --------------------------------------------------------------------------------------------

  Object lock() {
    return lock;
  }

  Instant now() {
    return clock.instant();
  }

  boolean isCurrent(MemoryLog log) {
    return database.log() == log;
  }

  void committed() {
    commitListeners.forEach(Runnable::run);
  }

  private <T> T call(StoreCall call, Supplier<T> effect) {
    return faults.around(call, () -> look(effect));
  }

  private <T> T callInRun(StoreCall call, RelayId relay, JournalHead head, Supplier<T> effect) {
    return call(
        call,
        () -> {
          requireSameRun(relay, head);
          return effect.get();
        });
  }

  private <T> T look(Supplier<T> effect) {
    synchronized (lock) {
      return effect.get();
    }
  }

  private @Nullable Stored committed(long seq) {
    Stored stored = database.log().get(seq);
    return stored == null || database.log().isRunning(stored.xid()) ? null : stored;
  }

  private @Nullable Entry find(long seq) {
    Stored stored = committed(seq);
    return stored == null ? null : stored.entry();
  }

  private MemoryLease lease(RelayId relay) {
    return database.relay(relay).lease();
  }

  private MemoryJournal journal(RelayId relay) {
    return database.relay(relay).journal();
  }

  private MemoryLanes lanes(RelayId relay) {
    return database.relay(relay).lanes();
  }
}
