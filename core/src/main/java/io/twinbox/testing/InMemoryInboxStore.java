package io.twinbox.testing;

import io.twinbox.RecordState;
import io.twinbox.spi.Arrival;
import io.twinbox.spi.Backlog;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.Fate;
import io.twinbox.spi.Guard;
import io.twinbox.spi.InboxHeartbeat;
import io.twinbox.spi.InboxOrder;
import io.twinbox.spi.InboxPurged;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import io.twinbox.spi.Release;
import io.twinbox.spi.SetAside;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.StoredRecord;
import io.twinbox.spi.Taken;
import io.twinbox.spi.Ticket;
import io.twinbox.spi.Transactions;
import io.twinbox.spi.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * An inbox in memory, with transactions worth the name: what a handler leaves by {@link #effect}
 * comes and goes with the ledger and the stored records. Several transactions may be open at once;
 * they see what is committed, and wait for each other's rows as in a database. Thread-safe.
 *
 * <p>For tests: it keeps everything in the heap and looks through all of it.
 */
public final class InMemoryInboxStore implements InboxStore, Transactions {
  /** The deduplication window, and how long dead letters are kept. */
  public static final Duration RETENTION = Duration.ofDays(7);

  private final Object lock = new Object();
  private final MemoryFaults faults = new MemoryFaults(lock);
  private final InstantSource clock;
  private final Map<String, MemoryInbox> inboxes = new HashMap<>();
  private final MemoryTable<Long, Effect> effects = new MemoryTable<>(lock);
  private final List<Effect> committedEffects = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();

  /** Takes the database's time from {@code clock}. */
  public InMemoryInboxStore(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  Object lock() {
    return lock;
  }

  // Transactions ---------------------------------------------------------------------------------

  @Override
  public <T> T run(Work<T> work) {
    faults.requireUp();
    Connection connection = MemoryConnection.open(this);
    MemoryConnection own = MemoryConnection.of(connection);
    try {
      T result = work.in(connection);
      faults.requireUp();
      own.commit();
      return result;
    } catch (SQLException e) {
      throw new StoreException("not committed", e);
    } finally {
      own.close();
    }
  }

  /** A transaction that the caller ends by {@code commit}, {@code rollback} or {@code close}. */
  public Connection begin() {
    faults.requireUp();
    return MemoryConnection.open(this);
  }

  /** Writes what a test counts later, as part of the transaction. */
  public void effect(Connection connection, String key, String value) {
    Effect effect = new Effect(key, value);
    in(
        connection,
        tx -> {
          effects.write(tx, numbers.incrementAndGet(), effect);
          tx.changed(new Recording(effect));
          return effect;
        });
  }

  /** What a handler does that sends ROLLBACK as a statement: no wrapper sees it. */
  public void rollBackSecretly(Connection connection) {
    MemoryConnection.of(connection).rollback();
  }

  private final class Recording implements MemoryTransaction.Change {
    private final Effect effect;

    Recording(Effect effect) {
      this.effect = effect;
    }

    @Override
    public void commit() {
      committedEffects.add(effect);
    }

    @Override
    public void rollback() {
      // Nothing was recorded yet.
    }
  }

  // Faults ---------------------------------------------------------------------------------------

  /** What goes wrong from now on. */
  public MemoryFaults faults() {
    return faults;
  }

  @Override
  public DatabaseFault faultOf(Throwable error) {
    return MemoryFaults.of(error);
  }

  // In the caller's transaction -------------------------------------------------------------------

  @Override
  public Claimed claim(Connection connection, String consumer, List<Arrival> arrivals) {
    return in(
        connection,
        tx -> {
          Instant oldest = now().minus(RETENTION);
          var standings = inbox(consumer).claim(tx, arrivals, now(), oldest);
          return new Claimed(guard(tx), standings);
        });
  }

  @Override
  public List<SetAside> store(Connection connection, String consumer, List<SetAside> records) {
    return in(
        connection,
        tx -> records.stream().filter(aside -> inbox(consumer).store(tx, aside, now())).toList());
  }

  @Override
  public Taken take(Connection connection, String consumer, int bucket, ChunkLimits limits) {
    return in(
        connection,
        tx -> {
          List<InboxRow> rows = inbox(consumer).take(tx, bucket, limits);
          return new Taken(guard(tx), rows.stream().map(MemoryInbox::stored).toList());
        });
  }

  @Override
  public Taken lock(Connection connection, String consumer, List<Ticket> tickets) {
    return in(connection, tx -> new Taken(guard(tx), inbox(consumer).lock(tx, tickets)));
  }

  @Override
  public void complete(Connection connection, String consumer, List<Long> seqs) {
    in(
        connection,
        tx -> {
          seqs.forEach(seq -> complete(inbox(consumer), tx, seq));
          return seqs;
        });
  }

  private static void complete(MemoryInbox inbox, MemoryTransaction tx, long seq) {
    InboxRow row = inbox.rows.lock(tx, seq);
    if (row == null || row.state() == RecordState.DEAD) {
      throw new StoreException("stored record is gone or dead seq:" + seq, null);
    }
    inbox.rows.write(tx, seq, null);
  }

  @Override
  public boolean settle(Connection connection, String consumer, Ticket ticket, Fate fate) {
    return in(connection, tx -> inbox(consumer).settle(tx, ticket, fate, now()));
  }

  @Override
  public void unmark(Connection connection, String consumer, Collection<Partition> partitions) {
    in(
        connection,
        tx -> {
          partitions.stream()
              .sorted()
              .forEach(partition -> inbox(consumer).markers.write(tx, partition, null));
          return partitions;
        });
  }

  @Override
  public Release release(Connection connection, Guard guard) {
    return in(connection, tx -> tx.release(guard) ? Release.RELEASED : Release.LOST);
  }

  // Transactions of their own ---------------------------------------------------------------------

  @Override
  public void register(String consumer) {
    faults.requireUp();
  }

  @Override
  public Waiting waiting(String consumer) {
    return own(
        tx -> {
          MemoryInbox inbox = inbox(consumer);
          long buckets = 0;
          for (InboxRow row : inbox.takeable(tx, any -> true)) {
            buckets |= 1L << MemoryInbox.bucketOf(row);
          }
          Optional<Duration> due =
              inbox.heads(tx).stream().map(this::untilDue).sorted().findFirst();
          return new Waiting(buckets, due.orElse(null));
        });
  }

  private Duration untilDue(InboxRow row) {
    Instant due = row.due();
    return due == null || due.isBefore(now()) ? Duration.ZERO : Duration.between(now(), due);
  }

  @Override
  public List<StoredRecord> claimDue(String consumer, Duration lease, ChunkLimits limits) {
    return own(tx -> inbox(consumer).claimDue(tx, now(), lease, limits));
  }

  @Override
  public List<StoredRecord> claimBucket(
      String consumer, int bucket, Duration lease, ChunkLimits limits) {
    return own(
        tx -> {
          MemoryInbox inbox = inbox(consumer);
          return inbox.count(tx, inbox.take(tx, bucket, limits), now().plus(lease));
        });
  }

  @Override
  public void putBack(String consumer, List<Ticket> tickets) {
    own(
        tx -> {
          tickets.forEach(ticket -> inbox(consumer).putBack(tx, ticket, now()));
          return tickets;
        });
  }

  @Override
  public List<Marker> markers(String consumer, Collection<Partition> partitions) {
    return own(
        tx ->
            inbox(consumer).markers.read(tx).values().stream()
                .filter(marker -> partitions.contains(marker.partition()))
                .toList());
  }

  @Override
  public void mark(String consumer, List<Marker> markers) {
    own(
        tx -> {
          markers.forEach(it -> inbox(consumer).markers.write(tx, it.partition(), it));
          return markers;
        });
  }

  @Override
  public void putBackMarks(String consumer, List<Marker> markers) {
    own(
        tx -> {
          markers.forEach(it -> inbox(consumer).putBack(tx, it));
          return markers;
        });
  }

  @Override
  public Backlog backlog(String consumer) {
    return own(
        tx -> {
          Collection<InboxRow> rows = inbox(consumer).rows.read(tx).values();
          Optional<Duration> oldest =
              rows.stream()
                  .filter(row -> !row.discarded() && row.state() != RecordState.DEAD)
                  .map(row -> Duration.between(row.receivedAt(), now()))
                  .max(Duration::compareTo);
          return new Backlog(
              count(rows, RecordState.RECEIVED),
              count(rows, RecordState.PARKED),
              count(rows, RecordState.DEAD),
              oldest.orElse(null));
        });
  }

  private static long count(Collection<InboxRow> rows, RecordState state) {
    return rows.stream().filter(row -> !row.discarded() && row.state() == state).count();
  }

  @Override
  public InboxPurged purge() {
    faults.requireUp();
    Instant oldest = now().minus(RETENTION);
    synchronized (lock) {
      int ids = 0;
      int records = 0;
      for (MemoryInbox inbox : inboxes.values()) {
        ids += inbox.ledger.removeIf(it -> it.getValue().age().isBefore(oldest));
        records +=
            inbox.rows.removeIf(
                it -> it.getValue().discarded() && it.getValue().receivedAt().isBefore(oldest));
      }
      return new InboxPurged(0, ids, records);
    }
  }

  @Override
  public void close() {
    // Nothing was opened.
  }

  @Override
  public InboxOrder report(String consumer, InboxHeartbeat heartbeat) {
    synchronized (lock) {
      MemoryInbox inbox = inbox(consumer);
      inbox.heartbeat = heartbeat;
      return inbox.order;
    }
  }

  // For tests ------------------------------------------------------------------------------------

  /** What an operator wants of a consumer from now on. */
  public void order(String consumer, InboxOrder order) {
    synchronized (lock) {
      inbox(consumer).order = order;
    }
  }

  /** What was told last of a consumer; empty before that. */
  public Optional<InboxHeartbeat> heartbeatOf(String consumer) {
    synchronized (lock) {
      return Optional.ofNullable(inbox(consumer).heartbeat);
    }
  }

  /** The committed effects, in the order of the commits. */
  public List<Effect> effects() {
    synchronized (lock) {
      return List.copyOf(committedEffects);
    }
  }

  /** The stored records, by seq. */
  public List<InboxRow> rows(String consumer) {
    return own(tx -> List.copyOf(inbox(consumer).rows.read(tx).values()));
  }

  /** How many ids the ledger holds. */
  public int ids(String consumer) {
    return own(tx -> inbox(consumer).ledger.read(tx).size());
  }

  /** An operator puts a dead letter back, or makes a parked record due. */
  public boolean retry(String consumer, long seq) {
    return setAside(consumer, seq, row -> row.with(RecordState.PARKED, 0, now(), row.failure()));
  }

  /** An operator drops a stored record. */
  public boolean discard(String consumer, long seq) {
    return setAside(consumer, seq, InboxRow::dropped);
  }

  /** Changes a record that is set aside; false if there is none with this number. */
  private boolean setAside(String consumer, long seq, MemoryInbox.Change change) {
    return own(
        tx ->
            inbox(consumer)
                .change(
                    tx,
                    seq,
                    row -> !row.discarded() && row.state() != RecordState.RECEIVED,
                    change));
  }

  // Inside ---------------------------------------------------------------------------------------

  private <T> T in(Connection connection, Function<MemoryTransaction, T> work) {
    synchronized (lock) {
      faults.requireUp();
      return work.apply(MemoryConnection.of(connection).tx());
    }
  }

  private <T> T own(Function<MemoryTransaction, T> work) {
    synchronized (lock) {
      faults.requireUp();
      MemoryTransaction tx = new MemoryTransaction();
      boolean done = false;
      try {
        T result = work.apply(tx);
        done = true;
        return result;
      } finally {
        if (done) {
          tx.commit();
        } else {
          tx.rollback();
        }
      }
    }
  }

  private Guard guard(MemoryTransaction tx) {
    return tx.guard(numbers.incrementAndGet());
  }

  private Instant now() {
    return clock.instant();
  }

  private MemoryInbox inbox(String consumer) {
    return inboxes.computeIfAbsent(consumer, any -> new MemoryInbox(lock));
  }
}
